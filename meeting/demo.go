package meeting

import (
	"context"
	"time"

	"warmroom/fault"
	"warmroom/moderation"
)

// Demo is what the demonstration prints.
type Demo struct {
	Organisation  Organisation
	Recovery      Group
	Family        Group
	Meeting       Meeting // of Recovery, on now
	Facilitator   Account // Ana, who is also the manager
	CoFacilitator Account // Ben
	// Tokens for links, new at each call.
	FacilitatorSignIn   Token // leads to Meeting
	CoFacilitatorSignIn Token // leads to Meeting
	ManagerSignIn       Token // Ana again, to the staff page
	ParticipantInvite   Token
	FamilyInvite        Token
}

// The demonstration's ids are fixed, so that a second start finds what the
// first one made, whatever it is called by now.
const (
	demoOrganisation OrganisationID = "01K0000000000000000DEMH0ME"
	demoRecovery     GroupID        = "01K00000000000000DEMCRC1E1"
	demoFamily       GroupID        = "01K00000000000000DEMFAM111"
	demoAna          AccountID      = "01K00000000000000DEM0ANA11"
	demoBen          AccountID      = "01K00000000000000DEM0BEN11"
)

// Times of the demonstration.
const (
	demoMinutes = 90               // of the meeting that is opened
	demoLeft    = 30 * time.Minute // at least, of the meeting that is on
	demoLinks   = 24 * time.Hour   // how long its links hold
)

// SeedDemo makes the demonstration's organisation, groups and accounts where
// they are missing, sees to it that a meeting is on now for at least half an
// hour, and returns fresh links. Calling it again keeps everything else; the
// participant links of earlier calls hold for a day.
func (s *Service) SeedDemo(ctx context.Context) (Demo, error) {
	var d Demo
	err := s.store.InTx(ctx, func(tx Store) error {
		// The use cases below run in this transaction.
		in := &Service{store: tx, clock: s.clock, log: s.log}
		if _, err := tx.Organisation(ctx, demoOrganisation); fault.KindOf(err) == fault.NotFound {
			if err := in.foundDemo(ctx); err != nil {
				return err
			}
		} else if err != nil {
			return err
		}
		var err error
		d, err = in.readDemo(ctx)
		if err != nil {
			return err
		}
		if d.Meeting, err = in.openDemo(ctx); err != nil {
			return err
		}
		return in.linkDemo(ctx, &d)
	})
	return d, fault.Wrap(err, "seed demonstration")
}

// foundDemo makes everything that stays.
func (s *Service) foundDemo(ctx context.Context) error {
	now := s.now()
	o := Organisation{
		ID: demoOrganisation, Slug: "harbor", Name: "Harbor Recovery Community", CreatedAt: now,
		Lines: []SupportLine{
			{Kind: Warmline, Name: "Harbor Warmline (made up for this demonstration)", Call: "+12025550142", Hours: "daily 9 am to 9 pm", Open: OpenHours{Opens: "09:00", Closes: "21:00", Zone: "America/New_York"}},
		},
		Region: "US",
	}
	if err := first(checkLines(o.Lines), s.store.PutOrganisation(ctx, o)); err != nil {
		return err
	}
	for _, a := range []Account{
		{ID: demoAna, Organisation: o.ID, Name: "Ana", Manager: true, CreatedAt: now},
		{ID: demoBen, Organisation: o.ID, Name: "Ben", CreatedAt: now},
	} {
		if err := s.store.AddAccount(ctx, a); err != nil {
			return err
		}
	}
	for id, g := range demoGroups(now.Format(time.DateOnly)) {
		settings, err := g.settings.clean()
		if err != nil {
			return err
		}
		made := s.newGroup(id, o.ID, settings)
		if err := s.addGroup(ctx, s.store, made, starter(made), &g.schedule); err != nil {
			return err
		}
	}
	return first(
		s.GrantRole(ctx, demoAna, demoRecovery, moderation.Facilitator),
		s.GrantRole(ctx, demoBen, demoRecovery, moderation.CoFacilitator),
		s.GrantRole(ctx, demoAna, demoFamily, moderation.Facilitator))
}

// demoGroup is a group of the demonstration and when it meets.
type demoGroup struct {
	settings GroupSettings
	schedule ScheduleSettings
}

// demoGroups returns the groups, which meet from a day on.
func demoGroups(today string) map[GroupID]demoGroup {
	return map[GroupID]demoGroup{
		demoRecovery: {
			settings: GroupSettings{
				Kind: KindRecovery, Slug: "evening-circle", Name: "Evening Circle",
				WhoMayAttend: "Anyone in recovery or thinking about it. Every path is welcome, and it is fine to just listen.",
				CameraRule:   CameraOptional, CrossTalk: CrossTalkNone, Language: "en", Capacity: 25, DoorsOpen: 15 * time.Minute,
				Access: Open, Visibility: Public, OpenDoor: true, Types: "BE D", Place: Place{Area: "New Haven, CT, USA"},
				Phone: "+12025550143,,2025550143#", Proof: true,
			},
			schedule: ScheduleSettings{
				Start: today + "T19:00", Zone: "America/New_York", Rule: "FREQ=WEEKLY;BYDAY=TU", Duration: time.Hour,
			},
		},
		demoFamily: {
			settings: GroupSettings{
				Kind: KindFamily, Slug: "family-evening", Name: "Family Evening",
				WhoMayAttend: "Family members and friends of somebody who uses alcohol or other drugs, or is in recovery.",
				CameraRule:   CameraOptional, CrossTalk: CrossTalkWelcome, Language: "en", Capacity: 25, DoorsOpen: 15 * time.Minute,
				Access: Closed, Visibility: Public, OpenDoor: true, Place: Place{Area: "New Haven, CT, USA"}, Proof: true,
			},
			schedule: ScheduleSettings{
				Start: today + "T18:30", Zone: "America/New_York", Rule: "FREQ=WEEKLY;BYDAY=TH", Duration: 75 * time.Minute,
			},
		},
	}
}

// readDemo reads what foundDemo made, as it is by now.
func (s *Service) readDemo(ctx context.Context) (Demo, error) {
	organisation, noOrganisation := s.store.Organisation(ctx, demoOrganisation)
	recovery, noRecovery := s.store.Group(ctx, moderation.Recovery, demoRecovery)
	family, noFamily := s.store.Group(ctx, moderation.Family, demoFamily)
	ana, noAna := s.store.Account(ctx, demoAna)
	ben, noBen := s.store.Account(ctx, demoBen)
	return Demo{Organisation: organisation, Recovery: recovery, Family: family, Facilitator: ana, CoFacilitator: ben},
		first(noOrganisation, noRecovery, noFamily, noAna, noBen)
}

// openDemo returns the meeting that is on, with time left in it.
func (s *Service) openDemo(ctx context.Context) (Meeting, error) {
	now := s.now()
	m, err := onNow(ctx, s.store, demoRecovery, now)
	if fault.KindOf(err) == fault.NotFound {
		return s.OpenExtraMeeting(ctx, demoAna, demoRecovery, demoMinutes)
	}
	if err != nil || m.EndsAt.Sub(now) >= demoLeft {
		return m, err
	}
	m.EndsAt = now.Add(demoMinutes * time.Minute)
	return m, s.store.UpdateMeeting(ctx, m)
}

// linkDemo makes fresh links. Those of earlier starts expire by themselves,
// so that a page which is open now survives a restart.
func (s *Service) linkDemo(ctx context.Context, d *Demo) error {
	var err [5]error
	d.FacilitatorSignIn, err[0] = s.CreateSignInLink(ctx, demoAna, d.Meeting.ID, demoLinks)
	d.CoFacilitatorSignIn, err[1] = s.CreateSignInLink(ctx, demoBen, d.Meeting.ID, demoLinks)
	d.ManagerSignIn, err[2] = s.CreateSignInLink(ctx, demoAna, "", demoLinks)
	shared := InviteSettings{Kind: Shared, Label: "demo", ExpiresAt: s.now().Add(demoLinks)}
	_, d.ParticipantInvite, err[3] = s.CreateInvite(ctx, demoAna, demoRecovery, shared)
	_, d.FamilyInvite, err[4] = s.CreateInvite(ctx, demoAna, demoFamily, shared)
	return first(err[:]...)
}
