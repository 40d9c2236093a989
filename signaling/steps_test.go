package signaling

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing/synctest"
	"time"

	"warmroom/meeting"
	"warmroom/room"
)

func (s *story) person(name string) *person {
	p := s.people[name]
	if p == nil {
		p = &person{browser: s.house.browser()}
		s.people[name] = p
	}
	return p
}

func (s *story) comesToLead(args []string) error {
	p := s.person(args[1])
	p.browser.signIn(args[1])
	return s.enter(p, args[0], args[2], object{"meeting": string(s.house.demo.Meeting.ID)})
}

func (s *story) comesByLink(args []string) error {
	p := s.person(args[1])
	invite, err := s.house.link(args[2], args[1])
	if err != nil {
		return err
	}
	enter := s.house.accept(invite, strings.Trim(args[3], `"`))
	accepted := enter["acceptance"]
	err = s.enter(p, args[0], args[4], enter)
	s.values["$accepted"] = accepted
	return err
}

// enter opens a new socket and enters.
func (s *story) enter(p *person, not, rest string, members object) error {
	tab := p.browser.open()
	p.told = 0
	more, refusal := split(rest)
	if err := s.set(members, more); err != nil {
		return err
	}
	a := tab.ask("enter", members)
	if err := outcomeIs(a, not, refusal); err != nil || not != "" {
		return err
	}
	p.session = a
	synctest.Wait()
	events := tab.received()
	if len(events) == 0 || events[0]["type"] != "snapshot" || events[0]["seq"] != 1.0 {
		return fmt.Errorf("a session begins with %v", events)
	}
	p.id = events[0]["self"].(string)
	return nil
}

func (s *story) commands(args []string) error {
	more, refusal := split(args[3])
	members := object{}
	if err := s.set(members, more); err != nil {
		return err
	}
	a := s.person(args[1]).browser.tab.ask(args[2], members)
	return outcomeIs(a, args[0], refusal)
}

// sends sends a frame as it stands; what comes of it is told in other lines.
func (s *story) sends(args []string) error {
	return s.person(args[1]).browser.tab.sendText(args[2])
}

func (s *story) isAnswered(args []string) error {
	a := s.person(args[1]).browser.tab.answer()
	pattern, err := parse(args[3])
	if err == nil && (a["type"] != args[2] || !s.matches(a, pattern)) {
		err = fmt.Errorf("answered %v", a)
	}
	return err
}

// sendsMany sends a command many times at once. Behind "--" stands how many
// of them are refused and how; a socket that ends before its answers is told
// in another line.
func (s *story) sendsMany(args []string) error {
	n, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	more, outcome := split(args[4])
	members := object{}
	if err := s.set(members, more); err != nil {
		return err
	}
	tab := s.person(args[1]).browser.tab
	for range n {
		if tab.trySend(args[3], members) != nil {
			break // the socket has ended
		}
	}
	refused := map[any]int{}
	for range n {
		a := tab.answer()
		if a == nil {
			break
		}
		if a["type"] == "refused" {
			refused[a["kind"]]++
		}
	}
	if got := strings.Trim(fmt.Sprint(refused), "map[]"); outcome != "" && got != outcome {
		return fmt.Errorf("refused were %s", got)
	}
	return nil
}

// outcomeIs compares an answer with what a line says of it.
func outcomeIs(a object, not, refusal string) error {
	if not == "" {
		if a["type"] == "refused" {
			return fmt.Errorf("refused: %v", a)
		}
		return nil
	}
	if a["type"] != "refused" {
		return fmt.Errorf("not refused: %v", a)
	}
	kind, word, _ := strings.Cut(refusal, " ")
	if a["kind"] != kind || word != "" && a["reason"] != word && a["field"] != word {
		return fmt.Errorf("refused otherwise: %v", a)
	}
	return nil
}

// split takes the refusal off the rest of a line.
func split(rest string) (fields, refusal string) {
	fields, refusal, _ = strings.Cut(rest, "-- ")
	return strings.TrimSpace(fields), refusal
}

func (s *story) got(args []string) error {
	synctest.Wait()
	p := s.person(args[1])
	pattern, err := parse(args[3])
	if err != nil {
		return err
	}
	events := p.browser.tab.received()
	for i := p.told; i < len(events); i++ {
		if events[i]["type"] != args[2] || !s.matches(events[i], pattern) {
			continue
		}
		if args[0] != "" {
			return fmt.Errorf("it came: %v", events[i])
		}
		p.told = i + 1
		return nil
	}
	if args[0] != "" {
		return nil
	}
	return fmt.Errorf("it did not come; what came was %v", events[p.told:])
}

func (s *story) gotNothing(args []string) error {
	synctest.Wait()
	p := s.person(args[1])
	if events := p.browser.tab.received(); len(events) > p.told {
		return fmt.Errorf("there came %v", events[p.told:])
	}
	return nil
}

func (s *story) isClosed(args []string) error {
	code, reason := s.person(args[1]).browser.tab.closed()
	if got, want := fmt.Sprintf("%d %s", code, reason), args[2]+" "+args[3]; got != want {
		return fmt.Errorf("closed with %s", got)
	}
	return nil
}

func (s *story) isConnected(args []string) error {
	synctest.Wait()
	select {
	case <-s.person(args[1]).browser.tab.ended:
		return fmt.Errorf("the socket has ended")
	default:
		return nil
	}
}

func (s *story) loses(args []string) error {
	s.person(args[1]).browser.tab.cut()
	synctest.Wait()
	return nil
}

func (s *story) stopsReading(args []string) error {
	s.person(args[1]).browser.tab.pause()
	return nil
}

func (s *story) readsOn(args []string) error {
	s.person(args[1]).browser.tab.goOn()
	synctest.Wait()
	return nil
}

// resumes resumes on a new socket after the last event that came, or "anew"
// as a page does that remembers only the session.
func (s *story) resumes(args []string) error {
	p := s.person(args[1])
	seq := p.browser.tab.lastSeq()
	if args[2] != "" {
		seq = 0
	}
	tab := p.browser.open()
	p.told = 0
	more, refusal := split(args[3])
	a := tab.ask("resume", object{"session": p.session["session"], "token": p.session["token"], "seq": seq})
	pattern, err := parse(more)
	if err != nil {
		return err
	}
	if err := outcomeIs(a, args[0], refusal); err != nil {
		return err
	}
	if !s.matches(a, pattern) {
		return fmt.Errorf("answered by %v", a)
	}
	return nil
}

func (s *story) forgetsCookies(args []string) error {
	s.person(args[1]).browser.forgetCookies()
	return nil
}

func (s *story) mediaFlows(args []string) error {
	synctest.Wait()
	flows := s.house.media.Permitted(room.ParticipantID(s.person(args[2]).id), room.Source(args[3]))
	if want := !strings.HasPrefix(args[1], "doesn't"); flows != want {
		return fmt.Errorf("what flows: %v", flows)
	}
	return nil
}

// hears tells whether somebody's microphone would reach somebody.
func (s *story) hears(args []string) error {
	synctest.Wait()
	id := func(name string) room.ParticipantID { return room.ParticipantID(s.person(name).id) }
	reaches := s.house.media.Reaches(id(args[3]), id(args[1]), room.Microphone)
	if reaches != (args[2] == "hears") {
		return fmt.Errorf("the microphone of %s reaches %s: %v", args[3], args[1], reaches)
	}
	return nil
}

func (s *story) fills(args []string) error {
	times := 1
	if args[5] != "" {
		times, _ = strconv.Atoi(args[5])
	}
	for i := range times {
		s.house.room().MapSlots(room.ParticipantID(s.person(args[2]).id), []room.Mapping{{
			Slot: args[1], Participant: room.ParticipantID(s.person(args[3]).id), Source: room.Source(args[4]), Epoch: uint32(i + 1),
		}})
	}
	return nil
}

func (s *story) familyMeets([]string) error {
	m, err := s.house.meetings.OpenExtraMeeting(context.Background(), s.house.demo.Facilitator.ID, s.house.demo.Family.ID, 60)
	s.values["$family"] = string(m.ID)
	return err
}

func (s *story) agreementsChange([]string) error {
	_, err := s.house.meetings.PublishAgreement(context.Background(), s.house.demo.Facilitator.ID, s.house.demo.Recovery.ID, 1,
		[]meeting.Clause{{Title: "Kindness", Text: "We are kind to each other."}})
	return err
}

func (s *story) restarts([]string) error {
	err := s.house.stop()
	s.house.start()
	return err
}

func (s *story) timePasses(args []string) error {
	d, err := time.ParseDuration(args[1])
	if err != nil {
		return err
	}
	<-time.After(d)
	synctest.Wait()
	return nil
}
