package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
	"warmroom/webhook"
)

var (
	key    = []byte("0123456789abcdef0123456789abcdef")
	secret = "whsec_" + base64.StdEncoding.EncodeToString(key)
	now    = time.Unix(1_780_000_000, 0)
	news   = meeting.Delivery{ID: "01K", Event: meeting.EventStarted, Body: `{"type":"meeting.started"}`}
)

func client(private bool) *webhook.Client {
	return webhook.New(webhook.Config{Private: private, Now: func() time.Time { return now }})
}

// receiver is a server that keeps what it was sent.
func receiver(t *testing.T, status int) (url string, got *[]*http.Request, bodies *[]string) {
	t.Helper()
	got, bodies = &[]*http.Request{}, &[]string{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*got, *bodies = append(*got, r), append(*bodies, string(b))
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	return s.URL, got, bodies
}

// The signature is computed here as the standard says, not by our code.
func TestCallIsSignedByTheStandard(t *testing.T) {
	url, got, bodies := receiver(t, http.StatusNoContent)
	code, err := client(true).Call(t.Context(), meeting.WebhookTarget{URL: url + "/hooks?a=b", Secret: secret}, news)
	if err != nil || code != http.StatusNoContent || len(*got) != 1 {
		t.Fatalf("%d, %v, %d calls", code, err, len(*got))
	}
	r := (*got)[0]
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.%s", news.ID, now.Unix(), news.Body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	if r.Method != http.MethodPost || (*bodies)[0] != news.Body || r.Header.Get("Webhook-Id") != string(news.ID) ||
		r.Header.Get("Webhook-Timestamp") != fmt.Sprint(now.Unix()) || r.Header.Get("Webhook-Signature") != want || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("it got %s %v: %s", r.Method, r.Header, (*bodies)[0])
	}
}

func TestAnswersThatAreNoSuccess(t *testing.T) {
	for status, says := range map[int]string{500: "It answered 500.", 404: "It answered 404.", http.StatusFound: "elsewhere"} {
		url, got, _ := receiver(t, status)
		code, err := client(true).Call(t.Context(), meeting.WebhookTarget{URL: url, Secret: secret}, news)
		if code != status || fault.KindOf(err) != fault.Unavailable || !strings.Contains(fault.Of(err).Sentence, says) || len(*got) != 1 {
			t.Errorf("%d: answered %d, %v after %d calls", status, code, err, len(*got))
		}
	}
}

func TestNobodyAnswers(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	closed := s.URL
	s.Close()
	code, err := client(true).Call(t.Context(), meeting.WebhookTarget{URL: closed + "/secret-path", Secret: secret}, news)
	if code != 0 || fault.Of(err).Sentence != "It could not be reached." || strings.Contains(err.Error(), "secret-path") {
		t.Errorf("%d, %v", code, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := client(true).Call(ctx, meeting.WebhookTarget{URL: closed, Secret: secret}, news); fault.Of(err).Sentence != "The call was interrupted." {
		t.Errorf("interrupted: %v", err)
	}
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	defer untrusted.Close()
	untrusted.Config.ErrorLog = nil
	if _, err := client(true).Call(t.Context(), meeting.WebhookTarget{URL: untrusted.URL, Secret: secret}, news); fault.Of(err).Sentence != "Its certificate is not one we trust." {
		t.Errorf("a certificate of nobody's: %v", err)
	}
}

// Whatever a name leads to, it is looked at when connecting.
func TestPrivateNetworksAreNotReached(t *testing.T) {
	url, got, _ := receiver(t, http.StatusNoContent)
	_, port, _ := strings.Cut(strings.TrimPrefix(url, "http://"), ":")
	for _, host := range []string{
		"127.0.0.1", "localhost", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254",
		"100.64.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "224.0.0.1", "255.255.255.255",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		code, err := client(false).Call(ctx, meeting.WebhookTarget{URL: "http://" + host + ":" + port, Secret: secret}, news)
		cancel()
		if code != 0 || err == nil || host != "127.1" && !strings.Contains(fault.Of(err).Sentence, "private network") {
			t.Errorf("%s: %d, %v", host, code, err)
		}
	}
	if len(*got) > 0 {
		t.Errorf("it was called %d times", len(*got))
	}
}

func TestAddressesThatAreTaken(t *testing.T) {
	for address, private := range map[string][2]bool{
		"https://hooks.example.org/a?b=c": {true, true},
		"http://hooks.example.org/":       {false, true},
		"https://localhost/":              {false, true},
		"https://127.0.0.1/":              {false, true},
		"https://[::1]/":                  {false, true},
		"https://10.1.2.3:8443/":          {false, true},
		"https://93.184.216.34/":          {true, true},
		"ftp://hooks.example.org/":        {false, false},
		"https:///path":                   {false, false},
		"file:///etc/passwd":              {false, false},
		"hooks.example.org":               {false, false},
	} {
		for i, allowed := range private {
			err := client(i == 1).Check(address)
			if (err == nil) != allowed || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s, private %v: %v", address, i == 1, err)
			}
		}
	}
}
