package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"warmroom/meeting"
)

// flooded is what became of attempts to sign in.
type flooded struct{ tried, refused, held int }

// flood tries to sign in with links that are none, at a steady rate and from a
// loopback address that nobody else asks from, until ctx ends.
func flood(ctx context.Context, origin string, perMinute int) (flooded, error) {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	var f flooded
	tick := time.NewTicker(time.Minute / time.Duration(perMinute))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return f, nil
		case <-tick.C:
		}
		// The attempt on its way is let finish.
		status, err := attempt(context.WithoutCancel(ctx), client, origin)
		if err != nil {
			return f, err
		}
		f.tried++
		switch status {
		case http.StatusNotFound:
			f.refused++
		case http.StatusTooManyRequests:
			f.held++
		default:
			return f, fmt.Errorf("an attempt to sign in was answered %d", status)
		}
	}
}

func attempt(ctx context.Context, client *http.Client, origin string) (int, error) {
	body := strings.NewReader(`{"token":"` + string(meeting.NewToken()) + `"}`)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, origin+"/api/session", body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close() // it has been read
	return answer.StatusCode, err
}
