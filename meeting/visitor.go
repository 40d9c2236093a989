package meeting

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// visitor is a person whose proofs hold for a meeting that is not over.
type visitor struct {
	organisation Organisation
	group        Group
	meeting      Meeting
	role         moderation.Role
	name         string // of staff
	observer     bool
	pass         bool   // spares the door
	passUsed     string // see Pass.UsedOn
	invite       Invite
	marks        moderation.Marks
}

// page gathers what a visitor may see before the room.
func (s *Service) page(ctx context.Context, tx Store, v visitor) (Entrance, error) {
	agreement, noAgreement := tx.CurrentAgreement(ctx, v.group.ID)
	zone, noZone := zoneOf(ctx, tx, v.group.ID)
	removals, noRemovals := tx.Removals(ctx, v.meeting.ID)
	page := Entrance{
		Organisation: v.organisation, Group: v.group, Meeting: v.meeting, Agreement: agreement,
		DoorsOpenAt: v.group.DoorsOpenAt(v.meeting), Zone: zone, Role: v.role, Name: v.name, Observer: v.observer,
		Pass: v.pass,
	}
	i := slices.IndexFunc(removals, func(r Removal) bool { return r.Stands() && r.Marks.Match(v.marks) })
	var noRecord error
	if i >= 0 {
		page.Removed, page.Reason = true, removals[i].Reason
		page.Record, noRecord = ownRecord(ctx, tx, removals[i])
	}
	return page, first(noAgreement, noZone, noRemovals, noRecord)
}

// receive checks the proofs a person brings for a meeting.
func (s *Service) receive(ctx context.Context, tx Store, c Credentials, m ID) (visitor, error) {
	if c.Invite != "" {
		v, err := s.receiveGuest(ctx, tx, c, m)
		if err == nil {
			err = s.usesLeft(ctx, tx, v)
		}
		return v, err
	}
	return s.receiveStaff(ctx, tx, c, m)
}

// receiveGuest checks an invite, or that none is needed.
func (s *Service) receiveGuest(ctx context.Context, tx Store, c Credentials, m ID) (visitor, error) {
	v, i, err := s.invited(ctx, tx, c.Invite)
	if err != nil {
		return visitor{}, err
	}
	v.marks.Device = c.Device.Hash()
	if i.Meeting != "" && m != "" && i.Meeting != m {
		return visitor{}, errNotFound
	}
	v.meeting, err = s.meetingFor(ctx, tx, v, cmp.Or(i.Meeting, m))
	return v, err
}

// usesLeft checks that somebody may still come by an invite, or came by it to
// the same meeting before.
func (s *Service) usesLeft(ctx context.Context, tx Store, v visitor) error {
	if v.invite.MaxUses == 0 || v.invite.Uses < v.invite.MaxUses {
		return nil
	}
	used, err := tx.InviteUsed(ctx, v.invite.ID, v.meeting.ID, v.marks.Device)
	if err == nil && !used {
		err = s.usedUp(ctx, tx, v)
	}
	return err
}

func (s *Service) usedUp(ctx context.Context, tx Store, v visitor) error {
	return s.gone(ctx, tx, v, fault.New(fault.Gone, "invite_used_up", "This link was for fewer people. The group can give you a new one."), time.Time{})
}

// invited returns whom an invite that holds, a pass or an open door lets in, of
// no meeting yet.
func (s *Service) invited(ctx context.Context, tx Store, invite Token) (visitor, Invite, error) {
	if strings.HasPrefix(string(invite), openDoor) {
		v, err := passerby(ctx, tx, invite)
		return v, Invite{}, err
	}
	if isPass(invite) {
		v, err := s.passHolder(ctx, tx, invite)
		return v, Invite{}, err
	}
	i, err := tx.InviteByToken(ctx, invite.Hash())
	if fault.KindOf(err) == fault.NotFound {
		return visitor{}, i, errUnknownInvite
	}
	if err != nil {
		return visitor{}, i, err
	}
	v := visitor{role: moderation.Participant, observer: i.Observer, invite: i}
	if i.Kind == Personal {
		v.marks.Invite = string(i.ID)
	}
	if v.group, err = tx.Group(ctx, i.Realm, i.Group); err != nil {
		return visitor{}, i, err
	}
	if v.organisation, err = tx.Organisation(ctx, v.group.Organisation); err != nil {
		return visitor{}, i, err
	}
	return v, i, s.holds(ctx, tx, v, i)
}

// holds checks that an invite is neither revoked nor expired.
func (s *Service) holds(ctx context.Context, tx Store, v visitor, i Invite) error {
	var refusal *fault.Error
	switch {
	case !i.RevokedAt.IsZero():
		refusal = fault.New(fault.Gone, "invite_revoked", "This link is no longer in use. The group can give you a new one.")
	case !i.ExpiresAt.IsZero() && !s.now().Before(i.ExpiresAt):
		refusal = fault.New(fault.Gone, "invite_expired", "This link was for an earlier time. The group can give you a new one.")
	default:
		return nil
	}
	return s.gone(ctx, tx, v, refusal, time.Time{})
}

// meetingFor returns a meeting of a visitor's group that is not over: the
// given one or, for "", the one on now or else the next.
func (s *Service) meetingFor(ctx context.Context, tx Store, v visitor, id ID) (Meeting, error) {
	now := s.now()
	if id != "" {
		m, err := tx.Meeting(ctx, v.group.Realm, id)
		if err == nil && m.Group != v.group.ID {
			err = errNotFound
		}
		if err != nil {
			return Meeting{}, err
		}
		return m, s.open(ctx, tx, v, m)
	}
	m, err := onNow(ctx, tx, v.group.ID, now)
	if fault.KindOf(err) == fault.NotFound {
		m, err = tx.NextMeeting(ctx, v.group.ID, now)
	}
	if fault.KindOf(err) == fault.NotFound {
		err = s.gone(ctx, tx, v, fault.New(fault.Gone, "no_meeting", "This group has no meeting planned right now."), time.Time{})
	}
	return m, err
}

// open checks that a meeting of a visitor's group is not over.
func (s *Service) open(ctx context.Context, tx Store, v visitor, m Meeting) error {
	now := s.now()
	switch {
	case m.Status == Cancelled:
		return s.gone(ctx, tx, v, fault.New(fault.Gone, "meeting_cancelled", "This meeting was cancelled."), now)
	case m.over(now):
		return s.gone(ctx, tx, v, errEnded, now)
	}
	return nil
}

// gone returns an *Over with what to tell a visitor instead.
func (s *Service) gone(ctx context.Context, tx Store, v visitor, f *fault.Error, after time.Time) error {
	c, err := s.closing(ctx, tx, v.organisation, v.group, after)
	if err != nil {
		return err
	}
	return &Over{Closing: c, fault: f}
}

// receiveStaff checks a session and the role of its account in the group.
func (s *Service) receiveStaff(ctx context.Context, tx Store, c Credentials, id ID) (visitor, error) {
	a, _, err := s.whose(ctx, tx, c.Session)
	if err != nil {
		return visitor{}, err
	}
	if id == "" {
		return visitor{}, fault.Field("meeting", "the id of a meeting")
	}
	m, err := tx.Meeting(ctx, moderation.AnyRealm, id)
	if err != nil {
		return visitor{}, err
	}
	who, g, err := permit(ctx, tx, a.ID, moderation.EnterAsStaff, m.Group)
	if err != nil {
		return visitor{}, err
	}
	// Staff are known by their account alone: a person removed from this browser
	// must not keep out the facilitator who uses it next.
	v := visitor{
		group: g, meeting: m, role: who.roleIn(g), name: a.Name,
		marks: moderation.Marks{Account: string(a.ID)},
	}
	if v.organisation, err = tx.Organisation(ctx, g.Organisation); err != nil {
		return visitor{}, err
	}
	return v, s.open(ctx, tx, v, m)
}
