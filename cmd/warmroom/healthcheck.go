package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthcheckCommand asks a server on this machine whether it is alive: the
// HEALTHCHECK of the container image, which holds no shell and no curl.
type healthcheckCommand struct {
	Web WebConfig `embed:""`
}

// healthWithin is how long the answer may take.
const healthWithin = 4 * time.Second

// Run ends without error when the server answers.
func (h *healthcheckCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, healthWithin)
	defer cancel()
	address := h.Web.listenAddress()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	scheme := "http"
	if h.Web.tls() {
		scheme = "https"
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return err
	}
	// The certificate is for the domain, and the question is only whether
	// this machine answers.
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true, ServerName: h.Web.Domain},
	}}
	answer, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("no answer from %s: %w", address, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", address, answer.Status)
	}
	return nil
}
