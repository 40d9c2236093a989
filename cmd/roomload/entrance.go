package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"warmroom/api"
	"warmroom/meeting"
	"warmroom/signaling"
)

// visitor is a browser as far as REST goes: it keeps the cookies it is given.
type visitor struct {
	link    link
	client  *http.Client
	cookies map[string]string
}

func newVisitor(l link, c *http.Client) *visitor {
	return &visitor{link: l, client: c, cookies: map[string]string{}}
}

// accept reads the entrance, accepts the agreements under a name and returns
// what to tell the door.
func (v *visitor) accept(ctx context.Context, name string) (signaling.Enter, error) {
	var page api.Entrance
	err := v.post(ctx, "/api/entrance", api.EntranceRequest{Invite: v.link.token}, &page)
	if err != nil {
		return signaling.Enter{}, err
	}
	var accepted api.Acceptance
	err = v.post(ctx, "/api/acceptances", api.AcceptanceRequest{
		Invite: v.link.token, Meeting: page.Meeting.ID, Version: page.Agreement.Version, Hash: page.Agreement.Hash, Pseudonym: name,
	}, &accepted)
	return signaling.Enter{Invite: v.link.token, Meeting: page.Meeting.ID, Name: name, Acceptance: accepted.ID}, err
}

// signIn uses a one-time link of staff and returns the meeting it leads to.
func (v *visitor) signIn(ctx context.Context) (meeting.ID, error) {
	var in api.SignedIn
	if err := v.post(ctx, "/api/session", api.SignInRequest{Token: v.link.token}, &in); err != nil {
		return "", err
	}
	if in.Meeting == "" {
		return "", fmt.Errorf("the facilitator's link leads to the staff page, not to a meeting")
	}
	return in.Meeting, nil
}

// post sends in as JSON and reads the answer into out. When the server says
// that it was too often it waits as long as it is told.
func (v *visitor) post(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for {
		wait, err := v.try(ctx, path, body, out)
		if err != nil || wait == 0 {
			return err
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// try is post once; a wait above 0 says when to try again.
func (v *visitor) try(ctx context.Context, path string, body []byte, out any) (wait time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.link.origin+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", v.link.origin)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	resp, err := v.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		v.cookies[c.Name] = c.Value
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return max(1, time.Duration(seconds)) * time.Second, nil
	}
	if resp.StatusCode >= 300 {
		var p api.Problem
		_ = json.NewDecoder(resp.Body).Decode(&p) // what can't be read is told by its status
		return 0, fmt.Errorf("%s: %s: %s", path, resp.Status, p.Sentence)
	}
	return 0, json.NewDecoder(resp.Body).Decode(out)
}

// pause waits for d, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
