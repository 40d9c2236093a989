package api

import (
	"net/http"
	"time"

	"warmroom/meeting"
)

// The cookies. The __Host- prefix binds them to this one host over a secure
// connection; Chromium and Firefox also take them from http://localhost and
// http://127.0.0.1, which they count as secure.
const (
	sessionCookie = "__Host-warmroom-session"
	deviceCookie  = "__Host-warmroom-device"
	// providerCookie binds what comes back from an organisation's own place to
	// sign in to the browser that was sent there.
	providerCookie = "__Host-warmroom-provider"
)

// staffScheme is the name of the session cookie in the API's description.
const staffScheme = "staff"

// StaffInput is for operations that look at the session themselves, because
// they begin or end it, or serve people who have none, too; see API.staff for
// all others. Like the other inputs that operations share it is exported only
// because huma asks for that.
type StaffInput struct {
	Session meeting.Token `cookie:"__Host-warmroom-session" hidden:"true" json:"-"`
}

// staffOnly marks an operation, in the description, as one for staff.
var staffOnly = []map[string][]string{{staffScheme: {}}}

// keepSession signs a browser in until the session expires.
func keepSession(t meeting.Token, expires time.Time) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: string(t), Path: "/", Expires: expires,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// dropSession signs a browser out.
func dropSession() http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Path: "/", MaxAge: -1,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// markDevice gives a browser its mark, which it forgets when it closes. The
// mark leads to nobody; it only lets a removed person be known again.
func markDevice(t meeting.Token) http.Cookie {
	return http.Cookie{
		Name: deviceCookie, Value: string(t), Path: "/",
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// keepProvider remembers that a browser was sent to sign in elsewhere.
func keepProvider(t meeting.Token) http.Cookie {
	return http.Cookie{
		Name: providerCookie, Value: string(t), Path: "/", MaxAge: int(meeting.ProviderLife.Seconds()),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// dropProvider forgets that.
func dropProvider() http.Cookie {
	return http.Cookie{
		Name: providerCookie, Path: "/", MaxAge: -1,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}
