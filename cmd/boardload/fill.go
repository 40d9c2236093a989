package main

import (
	"context"
	"fmt"
	"time"

	"warmroom/fault"
	"warmroom/meeting"
)

// perOrganisation is how many groups one organisation has.
const perOrganisation = 100

// fill makes public groups that meet each week, spread over the week and some
// zones, unless they are there.
func fill(ctx context.Context, s *meeting.Service, groups int) error {
	there, err := s.Listing(ctx, meeting.Sides()[0])
	if err != nil {
		return err
	}
	zones := []string{"America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London"}
	var manager meeting.AccountID
	for i := len(there.Groups); i < groups; i++ {
		if manager == "" || i%perOrganisation == 0 {
			if manager, err = staff(ctx, s, i); err != nil {
				return err
			}
		}
		start := time.Date(2026, 1, 4+i%7, 6+i%17, 15*(i%4), 0, 0, time.UTC)
		_, err := s.CreateGroup(ctx, manager, meeting.GroupSettings{
			Kind: meeting.KindRecovery, Slug: fmt.Sprintf("group-%d", i), Name: fmt.Sprintf("Group number %d", i),
			WhoMayAttend: "Anyone in recovery, or thinking about it. It is fine to just listen.", CameraRule: meeting.CameraOptional,
			CrossTalk: meeting.CrossTalkNone, Language: []string{"en", "es"}[i%5/4], Capacity: 25, DoorsOpen: 15 * time.Minute,
			Access: meeting.Open, Visibility: meeting.Public, OpenDoor: true, Types: meeting.TypesOf(meeting.TypeCodes()[i%10 : i%10+2]),
			Place: meeting.Place{Area: "Chicago, IL, USA"},
		}, &meeting.ScheduleSettings{
			Start: start.Format("2006-01-02T15:04"), Zone: zones[i%len(zones)], Rule: "FREQ=WEEKLY", Duration: time.Hour,
		})
		if err != nil && fault.KindOf(err) != fault.Conflict {
			return err
		}
	}
	return s.Plan(ctx, time.Now().Add(meeting.PlanAhead))
}

// staff makes an organisation with a manager.
func staff(ctx context.Context, s *meeting.Service, i int) (meeting.AccountID, error) {
	o, err := s.CreateOrganisation(ctx, fmt.Sprintf("Organisation %d", i), nil)
	if err != nil {
		return "", err
	}
	a, err := s.CreateAccount(ctx, o.ID, "Manager", true)
	return a.ID, err
}
