package main

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"warmroom/api"
	"warmroom/sfu/sfutest"
)

// checking is what a browser sends to check its connection.
func (h *house) checking(sdp string) map[string]string {
	return map[string]string{"invite": string(h.demo.ParticipantInvite), "sdp": sdp}
}

// checkConnection makes an offer as a browser does, and gives it up.
func checkConnection(t *testing.T, h *house) {
	t.Helper()
	v := h.visitor()
	v.post("/api/connection-checks/servers", map[string]string{"invite": string(h.demo.ParticipantInvite)}).want(t, http.StatusOK, nil)
	c, err := sfutest.New(sfutest.Options{VideoSlots: -1, AudioSlots: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	offer, err := c.Offer()
	if err != nil {
		t.Fatal(err)
	}
	v.post("/api/connection-checks", h.checking(offer)).want(t, http.StatusOK, nil)
}

func TestConnectionIsCheckedBeforeTheMeeting(t *testing.T) {
	ours := goleak.IgnoreCurrent()
	h := openHouse(t)
	v := h.visitor()
	var servers api.CheckServers
	v.post("/api/connection-checks/servers", map[string]string{"invite": string(h.demo.ParticipantInvite)}).want(t, http.StatusOK, &servers)
	if len(servers.ICEServers) != 1 || servers.ICEServers[0].Credential == "" {
		t.Errorf("servers %+v", servers)
	}
	c, err := sfutest.Dial(t.Context(), sfutest.Options{VideoSlots: -1, AudioSlots: 1}, func(offer string) (string, error) {
		var answer api.CheckAnswer
		v.post("/api/connection-checks", h.checking(offer)).want(t, http.StatusOK, &answer)
		return answer.SDP, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := h.checks.underWay(); n != 1 {
		t.Errorf("%d checks are under way, want 1", n)
	}
	c.Close()
	eventually(t, "who hangs up is forgotten", func() bool { return h.checks.underWay() == 0 })

	checkConnection(t, h)
	h.close() // with a check under way
	goleak.VerifyNone(t, ours)
}

func TestCheckIsForThoseWhoMayComeIn(t *testing.T) {
	h := openHouse(t)
	v := h.visitor()
	v.post("/api/connection-checks/servers", map[string]string{"invite": "made-up"}).want(t, http.StatusNotFound, nil)
	v.post("/api/connection-checks", map[string]string{"invite": "made-up", "sdp": "v=0"}).want(t, http.StatusNotFound, nil)
	v.post("/api/connection-checks", h.checking("v=0")).want(t, http.StatusUnprocessableEntity, nil)
	if n := h.checks.underWay(); n != 0 {
		t.Errorf("%d checks are under way after refused ones", n)
	}
}

func TestChecksAreBounded(t *testing.T) {
	h := openHouse(t)
	for range maxChecks {
		if !h.checks.begin(newCheckID()) {
			t.Fatal("refused too early")
		}
	}
	if _, err := h.checks.Answer(t.Context(), "v=0"); err == nil {
		t.Error("one too many is taken")
	}
}

// underWay counts checks.
func (c *checks) underWay() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.timers)
}
