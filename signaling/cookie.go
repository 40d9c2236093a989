package signaling

import (
	"net/http"

	"warmroom/meeting"
)

// The cookies of Warmroom that matter to the socket. Both are also read and
// set by package api.
const (
	sessionCookie = "__Host-warmroom-session" // of a member of staff
	deviceCookie  = "__Host-warmroom-device"  // the mark of one browser
)

// readCookies returns the proofs that a request carries, and the header that
// marks its browser if it has no mark yet. The mark goes when the browser
// closes.
func readCookies(r *http.Request) (meeting.Credentials, http.Header) {
	var proofs meeting.Credentials
	if c, err := r.Cookie(sessionCookie); err == nil {
		proofs.Session = meeting.Token(c.Value)
	}
	if c, err := r.Cookie(deviceCookie); err == nil && c.Value != "" {
		proofs.Device = meeting.Token(c.Value)
		return proofs, nil
	}
	proofs.Device = meeting.NewToken()
	mark := http.Cookie{
		Name: deviceCookie, Value: string(proofs.Device), Path: "/",
		HttpOnly: true, Secure: true, SameSite: http.SameSiteStrictMode,
	}
	return proofs, http.Header{"Set-Cookie": {mark.String()}}
}
