package signaling

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"warmroom/fault"
	"warmroom/room"
)

// inBubble runs a test of a house on virtual time.
func inBubble(t *testing.T, f func(t *testing.T, h *house)) {
	synctest.Test(t, func(t *testing.T) { f(t, newHouse(t, newPipes())) })
}

// lead enters as Ana.
func (h *house) lead(t *testing.T) (inside *tab, welcome object) {
	t.Helper()
	c := h.browser()
	c.signIn("ana")
	tab := c.open()
	a := tab.ask("enter", object{"meeting": h.demo.Meeting.ID})
	if a["type"] != "welcome" {
		t.Fatalf("Ana was not let in: %v", a)
	}
	return tab, a
}

func TestUpgradeNeedsTheSubprotocol(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		for _, protocols := range [][]string{nil, {"warmroom.v2"}} {
			if _, err := h.browser().dial(nil, protocols...); err == nil || !strings.Contains(err.Error(), "400") {
				t.Errorf("with %v: %v, want 400", protocols, err)
			}
		}
		conn, err := h.browser().dial(nil, "warmroom.v2", Subprotocol)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if got := conn.Subprotocol(); got != Subprotocol {
			t.Errorf("the server chose %q", got)
		}
	})
}

func TestUpgradeRefusesOtherOrigins(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		b := h.browser()
		for _, origin := range []string{"https://evil.test", "https://warmroom.test.evil.test", "null"} {
			if _, err := b.dial(http.Header{"Origin": {origin}}, Subprotocol); err == nil || !strings.Contains(err.Error(), "403") {
				t.Errorf("from %s: %v, want 403", origin, err)
			}
		}
		conn, err := b.dial(http.Header{"Origin": {"https://warmroom.test"}}, Subprotocol)
		if err != nil {
			t.Fatalf("from its own page: %v", err)
		}
		conn.Close()
	})
}

func TestUpgradeMarksTheBrowserOnce(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		b := h.browser()
		mark := func() []string {
			t.Helper()
			d := websocket.Dialer{NetDialTLSContext: h.network.dial, Jar: b.jar, Subprotocols: []string{Subprotocol}}
			conn, resp, err := d.Dial("wss://warmroom.test/ws", nil)
			if err != nil {
				t.Fatal(err)
			}
			conn.Close()
			resp.Body.Close()
			return resp.Header["Set-Cookie"]
		}
		first := mark()
		if len(first) != 1 || !strings.HasPrefix(first[0], deviceCookie+"=") {
			t.Fatalf("Set-Cookie = %v", first)
		}
		for _, attribute := range []string{"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict"} {
			if !strings.Contains(first[0], attribute) {
				t.Errorf("%q lacks %q", first[0], attribute)
			}
		}
		if strings.Contains(first[0], "Max-Age") || strings.Contains(first[0], "Expires") || strings.Contains(first[0], "Domain") {
			t.Errorf("%q outlives the browser or leaves the host", first[0])
		}
		if again := mark(); again != nil {
			t.Errorf("a marked browser was marked again: %v", again)
		}
	})
}

func TestSocketHasTenSecondsToEnter(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		c := h.browser().open()
		start := time.Now()
		if a := c.ask("leave", nil); a["reason"] != "not_entered" {
			t.Errorf("a command before entering was answered %v", a)
		}
		if code, reason := c.closed(); code != int(CloseProtocol) || time.Since(start) != enterWithin {
			t.Errorf("closed with %d %s after %v", code, reason, time.Since(start))
		}
		inside, _ := h.lead(t)
		<-time.After(10 * time.Minute)
		if a := inside.ask("door.lock", object{"locked": true}); a["type"] != "ok" {
			t.Errorf("after ten minutes: %v", a)
		}
	})
}

func TestFramesThatEndTheSocket(t *testing.T) {
	large := func(n int) string { return `{"type":"media.offer","id":1,"sdp":"` + strings.Repeat("x", n) + `"}` }
	for name, row := range map[string]struct {
		enter  bool
		kind   int
		text   string
		reason string
	}{
		"binary":                         {true, websocket.BinaryMessage, `{"type":"leave","id":1}`, "protocol: binary frame"},
		"no UTF-8":                       {true, websocket.TextMessage, "{\"type\":\"leave\xff\",\"id\":1}", "protocol: no JSON object in UTF-8"},
		"empty":                          {true, websocket.TextMessage, "", "protocol: no JSON object in UTF-8"},
		"over 512 KiB, small on the way": {true, websocket.TextMessage, large(maxFrame), "protocol: frame too large"},
		"over 8 KiB before entering":     {false, websocket.TextMessage, large(maxFirstFrame), "protocol: frame too large"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, h *house) {
				other, _ := h.lead(t)
				c := h.browser().open()
				if row.enter {
					c.ask("enter", h.guest("Blue Heron"))
				}
				if err := c.conn.WriteMessage(row.kind, []byte(row.text)); err != nil {
					t.Fatal(err)
				}
				if code, reason := c.closed(); code != int(CloseProtocol) || reason != row.reason {
					t.Errorf("closed with %d %q, want %q", code, reason, row.reason)
				}
				if a := other.ask("door.lock", object{"locked": true}); a["type"] != "ok" {
					t.Errorf("somebody else suffered: %v", a)
				}
			})
		})
	}
}

func TestSilentConnectionIsLost(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		b := h.browser()
		b.deaf = true
		b.open().ask("enter", h.guest("Blue Heron"))
		<-time.After(readWithin + time.Second)
		synctest.Wait()
		last := ana.received()[len(ana.received())-1]
		if link, _ := at(last, []string{"visitor", "link"}); link != "reconnecting" {
			t.Errorf("after %v of silence the last event is %v", readWithin, last)
		}
		<-time.After(time.Hour / 2)
		if a := ana.ask("door.lock", object{"locked": true}); a["type"] != "ok" {
			t.Errorf("who answers pings was lost too: %v", a)
		}
	})
}

func TestFloodOnOneInviteLeavesTheRoomAlone(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		admitted, queued := 0, 0
		bot := h.accept(h.demo.ParticipantInvite, "Bot")
		for i := range 500 {
			c := h.browser().open()
			switch a := c.ask("enter", bot); {
			case a["type"] == "welcome":
				admitted++
			case a["reason"] == "enter_rate" && a["retry_ms"].(float64) > 0:
				queued++
			default:
				t.Fatalf("bot %d: %v", i, a)
			}
		}
		if admitted != enterBurst || queued != 500-enterBurst {
			t.Errorf("%d came to the door and %d wait, want %d and the rest", admitted, queued, enterBurst)
		}
		if a := h.browser().open().ask("enter", h.guest("Blue Heron")); a["type"] != "welcome" {
			t.Errorf("another invite suffers: %v", a)
		}
		if a := ana.ask("chat.say", object{"lane": "everyone", "text": "We begin in a minute"}); a["type"] != "said" {
			t.Errorf("the room suffers: %v", a)
		}
	})
}

func TestTooManyStrangersAreAskedToComeLater(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		b := h.browser()
		for range maxStrangers {
			b.open()
		}
		if _, err := b.dial(nil, Subprotocol); err == nil || !strings.Contains(err.Error(), "503") {
			t.Errorf("one more: %v, want 503", err)
		}
		if a := ana.ask("door.lock", object{"locked": true}); a["type"] != "ok" {
			t.Errorf("those inside suffer: %v", a)
		}
		<-time.After(enterWithin + closeWithin)
		synctest.Wait()
		h.lead(t)
	})
}

func TestOneCallerLeavesRoomForOthers(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		caller := "a"
		h.server.Load().caller = func(*http.Request) string { return caller }
		b := h.browser()
		for range 250 {
			b.open()
		}
		if _, err := b.dial(nil, Subprotocol); err == nil || !strings.Contains(err.Error(), "503") {
			t.Errorf("one more of the same: %v, want 503", err)
		}
		caller = "b"
		h.lead(t)
		caller = "a"
		b.tab.cut()
		synctest.Wait()
		h.lead(t) // who has entered is counted no more
		h.lead(t)
	})
}

func TestOneCallerLeavesRoomAtTheDoor(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		caller := "a"
		h.server.Load().caller = func(*http.Request) string { return caller }
		bot := h.accept(h.demo.ParticipantInvite, "Bot")
		for i := range room.MaxWaitingOf {
			if a := h.browser().open().ask("enter", bot); a["type"] != "welcome" {
				t.Fatalf("bot %d: %v", i, a)
			}
			<-time.After(time.Second / enterRate)
		}
		if a := h.browser().open().ask("enter", bot); a["reason"] != "door_full" {
			t.Errorf("one more of the same: %v", a)
		}
		caller = "b"
		if a := h.browser().open().ask("enter", h.guest("Blue Heron")); a["type"] != "welcome" {
			t.Errorf("somebody else: %v", a)
		}
	})
}

func TestMediaFailuresAreToldApart(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		h.media.OnOffer = func(_ context.Context, _ room.ParticipantID, offer string) (string, error) {
			switch offer {
			case "no VP8":
				return "", fault.New(fault.Unsupported, "no_vp8", "This browser can't show pictures here.")
			case "slow":
				return "", context.DeadlineExceeded
			default:
				return "", errors.New("secret 10.0.0.7 detail")
			}
		}
		for offer, want := range map[string]string{
			"no VP8": "unsupported no_vp8 This browser can't show pictures here.",
			"slow":   "unavailable takes_long That took too long. Please try again.",
			"broken": "internal  Something went wrong on our side. Please try again.",
		} {
			a := ana.ask("media.offer", object{"sdp": offer})
			reason, _ := a["reason"].(string)
			if got := a["kind"].(string) + " " + reason + " " + a["sentence"].(string); got != want {
				t.Errorf("%s: %q, want %q", offer, got, want)
			}
		}
		if log := h.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "media.offer") || !strings.Contains(log, "secret 10.0.0.7 detail") {
			t.Errorf("the log should hold the cause of the one failure of ours:\n%s", log)
		}
	})
}

func TestMetricsHoldOnlyWordsOfTheProtocol(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, _ := h.lead(t)
		ana.ask("Blue Heron", object{"secret": 1})
		ana.ask("door.decline", object{"participant": "Blue Heron"})
		families, err := h.metrics.Gather()
		if err != nil {
			t.Fatal(err)
		}
		values := map[string]float64{}
		for _, f := range families {
			for _, m := range f.Metric {
				key := f.GetName()
				for _, l := range m.Label {
					key += " " + l.GetValue()
				}
				values[key] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
		want := map[string]float64{
			"warmroom_signaling_sockets":                               1,
			"warmroom_signaling_commands_total enter ok":               1,
			"warmroom_signaling_commands_total unknown invalid":        1,
			"warmroom_signaling_commands_total door.decline not_found": 1,
			"warmroom_signaling_events_total":                          1,
		}
		for key, n := range values {
			if want[key] != n {
				t.Errorf("%s = %v", key, n)
			}
			delete(want, key)
		}
		for key := range want {
			t.Errorf("%s is missing", key)
		}
	})
}

func TestRelayCredentialsAreFreshEachTime(t *testing.T) {
	inBubble(t, func(t *testing.T, h *house) {
		ana, welcome := h.lead(t)
		again := ana.ask("media.servers", nil)
		path := []string{"ice_servers", "0", "username"}
		first, _ := at(welcome, path)
		second, _ := at(again, path)
		if again["type"] != "servers" || first != "1" || second != "2" {
			t.Errorf("credentials were %v and then %v: %v", first, second, again)
		}
	})
}

// meter counts what comes from the server.
type meter struct {
	*pipes
	read atomic.Int64
}

type meteredConn struct {
	net.Conn
	read *atomic.Int64
}

func (c meteredConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.read.Add(int64(n))
	return n, err
}

func (m *meter) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := m.pipes.dial(ctx, network, address)
	return meteredConn{c, &m.read}, err
}

func TestLargeFramesAreCompressed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &meter{pipes: newPipes()}
		h := newHouse(t, m)
		ana, _ := h.lead(t)
		synctest.Wait()
		before := m.read.Load()
		sdp := strings.Repeat("a=rtpmap:96 VP8/90000\r\n", 2000)
		if a := ana.ask("media.offer", object{"sdp": sdp}); a["sdp"] != "answer to "+sdp {
			t.Fatalf("answered %.80v", a)
		}
		if got := m.read.Load() - before; got > int64(len(sdp)/10) {
			t.Errorf("an answer of %d bytes took %d on the way", len(sdp), got)
		}
	})
}
