package meeting

import "log/slog"

// What names a person, or opens a door, prints as an id or not at all, should
// it ever get into a log.

const redacted = "[redacted]"

// LogValue hides the token in logs.
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// String hides the token wherever it is printed with what holds it; write
// string(t) to make a link.
func (t Token) String() string { return redacted }

// LogValue is the id alone.
func (a Account) LogValue() slog.Value { return slog.StringValue(string(a.ID)) }

// LogValue is the id alone.
func (a Acceptance) LogValue() slog.Value { return slog.StringValue(string(a.ID)) }

// LogValue is the id alone.
func (i Invite) LogValue() slog.Value { return slog.StringValue(string(i.ID)) }

// LogValue is the meeting alone.
func (r EnterRequest) LogValue() slog.Value { return slog.StringValue(string(r.Meeting)) }

// LogValue is the meeting alone.
func (e Entrance) LogValue() slog.Value { return slog.StringValue(string(e.Meeting.ID)) }

// LogValue is the id alone.
func (i StaffInvite) LogValue() slog.Value { return slog.StringValue(string(i.ID)) }
