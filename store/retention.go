package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"warmroom/meeting"
	"warmroom/moderation"
)

// Since is what a time to keep something counts from: moments that stand in
// columns of its table, the first of them that is over; or one of those below.
type Since string

// Moments that stand elsewhere.
const (
	Stays         Since = ""               // nothing sweeps it; Keep is not looked at
	MeetingOver   Since = "meeting over"   // the end of its meeting; at once where it was cancelled and Keep is 0
	AccountClosed Since = "account closed" // the closing of its account
	River         Since = "river"          // River, which runs jobs, deletes it by itself; see package jobs
)

// Kept says of one kind of data for how long it is kept.
type Kept struct {
	What  string // in plain words
	Table string
	// Erase are columns that are emptied; none: the whole row is deleted.
	Erase []string
	Null  bool // an emptied column holds NULL
	Since Since
	Keep  time.Duration
}

// day is a unit of keeping.
const day = 24 * time.Hour

// retention is what the database keeps for how long: the only such table. The
// sweeper, Forget, applies it row by row; docs/retention.md shows it. A table
// of the schema that is not here fails a test, and so does one whose row is
// not in the page. Rows that others refer to come after those.
var retention = []Kept{
	{What: "Where people are in a running meeting: names as others see them, restraints, turns (encrypted)", Table: "live_people", Since: MeetingOver},
	{What: "A running meeting's own state and secret (encrypted)", Table: "live_rooms", Since: MeetingOver},
	{What: "The pseudonym on an acceptance of agreements", Table: "acceptances", Erase: []string{"pseudonym"}, Since: MeetingOver},
	{What: "That some version of the agreements was accepted in a meeting: its hash and when", Table: "acceptances"},
	{What: "The marks by which a removed person is known again", Table: "removals", Erase: []string{"mark_invite", "mark_account", "mark_device", "mark_pass"}, Since: MeetingOver},
	{What: "Which browsers came by a link that is for so many, as hashes", Table: "invite_uses", Since: MeetingOver},
	{What: "Passes that people keep: a hash, and days", Table: "passes", Since: "expires_at"},
	{What: "What programs and pages made, to be answered again (encrypted)", Table: "repeats", Since: "begun_at", Keep: day},
	{What: "What staff call a link that is for one meeting", Table: "invites", Erase: []string{"label"}, Since: MeetingOver, Keep: day},
	{What: "Links for one meeting, so that they still say that it is over", Table: "invites", Since: MeetingOver, Keep: keptOver},
	{What: "Links that ran out or were taken back, so that they still say so", Table: "invites", Since: "expires_at, revoked_at", Keep: keptOver},
	{What: "Who of the staff led a meeting", Table: "shifts", Since: MeetingOver, Keep: moderation.AuditKept},
	{What: "For how long each participant was in a meeting, under a hash, so that they can ask for a receipt", Table: "attendances", Since: MeetingOver, Keep: meeting.AttendanceKept},
	{What: "Of which attendance a receipt was made", Table: "receipts", Erase: []string{"whose"}, Since: MeetingOver, Keep: meeting.AttendanceKept},
	{What: "Receipts and letters that participants asked for: hashes, and what only a letter's code opens", Table: "receipts", Since: "made_at", Keep: meeting.ReceiptKept},
	{What: "The words of an appeal that is decided (encrypted)", Table: "appeals", Erase: []string{"text"}, Since: "decided_at", Keep: moderation.AppealKept},
	{What: "The words of an appeal that nobody decides (encrypted)", Table: "appeals", Erase: []string{"text"}, Since: "made_at", Keep: moderation.AppealKeptOpen},
	{What: "That there was an appeal, and its decision", Table: "appeals", Since: "made_at", Keep: moderation.AuditKept},
	{What: "The audit: what those who lead did, when and why, to a random id of that meeting", Table: "deeds", Since: "done_at", Keep: moderation.AuditKept},
	{What: "Removals: when, why, by which account, of a random id of that meeting", Table: "removals", Since: "removed_at", Keep: 2 * moderation.AuditKept},
	{What: "Wishes for the agreements, without an author (encrypted)", Table: "proposals", Since: "proposed_on", Keep: meeting.KeptProposal},
	{What: "Signed-in browsers of staff", Table: "sessions", Since: "expires_at"},
	{What: "Tokens of programs, as hashes, so that managers see that one ran out", Table: "api_tokens", Since: "expires_at", Keep: keptOver},
	{What: "What was begun and waits for its second half: a passkey, a new address (encrypted)", Table: "ceremonies", Since: "expires_at"},
	{What: "One-time links to sign in, as hashes, so that they still say that they were used", Table: "sign_in_links", Since: "expires_at, used_at", Keep: keptOver},
	{What: "The address that somebody was invited to the staff by (encrypted)", Table: "staff_invites", Erase: []string{"email"}, Null: true, Since: "expires_at, used_at, revoked_at"},
	{What: "Invitations to the staff", Table: "staff_invites", Since: "expires_at, used_at, revoked_at", Keep: keptOver},
	{What: "What somebody asked to be reminded of and did not confirm, with their address (encrypted)", Table: "reminders", Since: "expires_at"},
	{What: "Reminders of one meeting, with the address and the consent (encrypted)", Table: "reminders", Since: MeetingOver, Keep: day},
	{What: "Reminders of a group, with the address and the consent (encrypted); erased when they are stopped", Table: "reminders"},
	{What: "What somebody was told of a meeting by a reminder", Table: "reminders_told", Since: MeetingOver, Keep: day},
	{What: "What other programs were told of meetings: ids, times, numbers", Table: "webhook_deliveries", Since: "made_at", Keep: meeting.KeptDelivery},
	{What: "Other programs that are told of meetings: where they are, and their secrets (encrypted)", Table: "webhooks"},
	{What: "The address of the calendar that a member of staff has of their groups, as a hash", Table: "calendar_feeds", Since: AccountClosed},
	{What: "Roles of staff in groups", Table: "staff_roles", Since: AccountClosed},
	{What: "Which steps of a rehearsal staff did", Table: "rehearsed", Since: AccountClosed},
	{What: "The calendar that a member of staff has of their groups: its secret as a hash", Table: "calendar_feeds", Since: AccountClosed},
	{What: "Passkeys of staff (encrypted)", Table: "passkeys", Since: AccountClosed},
	{What: "The address of a member of staff (encrypted)", Table: "accounts", Erase: []string{"email", "email_hash"}, Null: true, Since: "disabled_at"},
	{What: "The name of a member of staff whose account is closed, which the audit shows", Table: "accounts", Erase: []string{"name"}, Since: "disabled_at", Keep: moderation.AuditKept},
	{What: "Accounts of staff: name, and whether they manage", Table: "accounts"},
	{What: "Meetings: when they were, and whether they took place", Table: "meetings"},
	{What: "How many came to a meeting, and for how long: numbers", Table: "tallies"},
	{What: "Outreach that was done: numbers", Table: "outreach"},
	{What: "Organisations, their support lines and where else they point people to", Table: "organisations"},
	{What: "Groups and how they are found", Table: "groups"},
	{What: "Schedules", Table: "schedules"},
	{What: "Dates that were called off, moved or held", Table: "date_changes"},
	{What: "Holidays", Table: "holidays"},
	{What: "Agreements, all versions", Table: "agreements"},
	{What: "Jobs to do, and for a while those that were done: kind, ids of stored things, when", Table: "river_job", Since: River},
	{What: "Which program runs jobs", Table: "river_leader"},
	{What: "Notes between programs that run jobs; there are none, as they look by the clock", Table: "river_notification"},
	{What: "Queues of jobs", Table: "river_queue"},
	{What: "The version of River's tables", Table: "river_migration"},
	{What: "What receipts are checked with: the public halves of keys (encrypted)", Table: "receipt_keys"},
	{What: "Which key is in use, by a name that says nothing of it", Table: "key_in_use"},
	{What: "The version of the schema", Table: "goose_db_version"},
}

// Retention returns what the database keeps for how long.
func Retention() []Kept {
	return slices.Clone(retention)
}

// moments are what times to keep something count from, in words.
var moments = map[Since]string{
	MeetingOver: "the end of the meeting", AccountClosed: "the closing of the account", "disabled_at": "the closing of the account",
	"expires_at": "its end", "used_at": "its use", "revoked_at": "it was taken back", "decided_at": "the decision",
	"made_at": "it was written", "begun_at": "it was asked for", "done_at": "it was done", "removed_at": "the removal", "proposed_on": "it was written",
}

// Over says in words when something goes.
func (k Kept) Over() string {
	if k.Since == Stays {
		return "stays"
	}
	if k.Since == River {
		return "an hour after they are done, 7 days after they failed for good"
	}
	var from []string
	for one := range strings.SplitSeq(string(k.Since), ", ") {
		from = append(from, moments[Since(one)])
	}
	after := strings.Join(from, ", or ")
	switch k.Keep {
	case 0:
		return "at " + after
	case day:
		return "24 hours after " + after
	default:
		return fmt.Sprintf("%d days after %s", k.Keep/day, after)
	}
}

// statement is the SQL that applies k at a time, and its arguments.
func (k Kept) statement(now time.Time) (string, []any) {
	where, args := k.due(stamp(now.Add(-k.Keep)))
	if k.Keep > 0 {
		where = strings.ReplaceAll(where, "<= ?", "< ?") // kept for that long, to the last moment
	}
	if len(k.Erase) == 0 {
		return "DELETE FROM " + k.Table + " WHERE " + where, args
	}
	empty := "''"
	if k.Null {
		empty = "NULL"
	}
	var set, full []string
	for _, column := range k.Erase {
		set, full = append(set, column+" = "+empty), append(full, column+" <> ''")
	}
	return "UPDATE " + k.Table + " SET " + strings.Join(set, ", ") + " WHERE (" + strings.Join(full, " OR ") + ") AND (" + where + ")", args
}

// due is the condition for rows whose time was over at a moment.
func (k Kept) due(over time.Time) (string, []any) {
	if k.Since == AccountClosed {
		return "account_id IN (SELECT id FROM accounts WHERE disabled_at <= ?)", []any{over}
	}
	if k.Since == MeetingOver {
		if k.Keep == 0 {
			return "meeting_id IN (SELECT id FROM meetings WHERE status <> 'scheduled')", nil
		}
		return "meeting_id IN (SELECT id FROM meetings WHERE status <> 'scheduled' AND COALESCE(ended_at, ends_at) <= ?)", []any{over}
	}
	var either []string
	var args []any
	for column := range strings.SplitSeq(string(k.Since), ", ") {
		either, args = append(either, column+" <= ?"), append(args, over)
	}
	return strings.Join(either, " OR "), args
}
