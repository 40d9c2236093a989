package signaling

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
)

// Each file in testdata is a story, told line by line. It runs against the
// real server on virtual time. The lines, for people called by any lower-case
// names:
//
//	ana comes to lead                             opens the staff page with her sign-in, and enters
//	heron comes by the shared link as "Blue Heron"    (or "by a personal link")
//	heron> chat.say lane=everyone text="Hello"    a command that is answered by anything but refused
//	! heron> door.lock locked=true -- forbidden role    refused, with this kind and reason (or field)
//	! heron comes by … -- forbidden removed       likewise for entering
//	ana< chat.said message.text="Hello" message.id=$m   an event that came by now, others in between are skipped;
//	                                              $m holds that value from now on
//	! heron< chat.said message.text="Hello"       no such event among those that came and were not told yet
//	heron< nothing                                no event at all that was not told yet
//	heron is closed with 4003 removed
//	the room hears heron's microphone             what the media plane lets through; also "doesn't hear", camera, screen
//	wren doesn't hear heron                       whether one of them would get the other's microphone; also "hears"
//	60s pass
//
// and a few more, in steps below. @ana is the id of a participant, $recovery
// and $family are the meetings, $accepted is the last acceptance, and a value may be a word, a number, "a text", true, false, $name, or a list of
// these in brackets.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { tell(t, file) })
		})
	}
}

// tell runs a story to its end or its first line that is not so.
func tell(t *testing.T, file string) {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := &story{t: t, house: newHouse(t, newPipes()), people: map[string]*person{}, values: map[string]any{}}
	s.values["$recovery"] = string(s.house.demo.Meeting.ID)
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.step(line); err != nil {
			t.Fatalf("%s:%d: %s\n\t%v", file, n, line, err)
		}
	}
	s.logIsDiscreet(f)
}

// logIsDiscreet checks that nothing failed, and that the log holds neither
// what anybody is called or said nor a token.
func (s *story) logIsDiscreet(f *os.File) {
	text, err := os.ReadFile(f.Name())
	if err != nil {
		s.t.Fatal(err)
	}
	log := s.house.log.String()
	secrets := regexp.MustCompile(`"[^"{}]{4,}"`).FindAllString(string(text), -1)
	for i, quoted := range secrets {
		secrets[i] = strings.Trim(quoted, `"`)
	}
	for _, p := range s.people {
		if p.session != nil {
			secrets = append(secrets, p.session["token"].(string), p.id)
		}
	}
	for _, token := range s.house.secrets() {
		secrets = append(secrets, string(token))
	}
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			s.t.Errorf("the log holds %q:\n%s", secret, log)
		}
	}
	if strings.Contains(log, "level=ERROR") || strings.Contains(log, "level=WARN") {
		s.t.Errorf("something failed:\n%s", log)
	}
}

// story is the state of a story that is being told.
type story struct {
	t      *testing.T
	house  *house
	people map[string]*person
	values map[string]any
}

// person is somebody in a story, and how far their events have been told.
type person struct {
	browser *browser
	id      string // of the participant, from the snapshot
	session object // the last welcome to enter
	told    int    // events told of the current tab
}

// steps are the lines that a story is made of. Groups of the pattern are the
// arguments.
var steps = []struct {
	pattern *regexp.Regexp
	do      func(s *story, args []string) error
}{
	{line(`NAME comes to lead REST`), (*story).comesToLead},
	{line(`NAME comes by (?:the|a) ([\w-]+) link as ("[^"]*") REST`), (*story).comesByLink},
	{line(`NAME> ([\w.]+) REST`), (*story).commands},
	{line(`NAME sends (\d+) times ([\w.]+) REST`), (*story).sendsMany},
	{line(`NAME sends (\{.+|\[.+)`), (*story).sends},
	{line(`NAME is answered ([\w.]+) REST`), (*story).isAnswered},
	{line(`NAME< nothing`), (*story).gotNothing},
	{line(`NAME< ([\w.]+) REST`), (*story).got},
	{line(`NAME is closed with (\d+) (.+)`), (*story).isClosed},
	{line(`NAME is still connected`), (*story).isConnected},
	{line(`NAME loses the connection`), (*story).loses},
	{line(`NAME stops reading`), (*story).stopsReading},
	{line(`NAME reads on`), (*story).readsOn},
	{line(`NAME resumes( anew)? REST`), (*story).resumes},
	{line(`NAME forgets all cookies`), (*story).forgetsCookies},
	{line(`the family group meets too`), (*story).familyMeets},
	{line(`the agreements change`), (*story).agreementsChange},
	{line(`the server restarts`), (*story).restarts},
	{line(`the room (hears|sees|doesn't hear|doesn't see) NAME's (microphone|camera|screen)`), (*story).mediaFlows},
	{line(`NAME (hears|doesn't hear) NAME`), (*story).hears},
	{line(`the media plane fills slot (\d+) of NAME with NAME's (microphone|camera|screen)(?: (\d+) times)?`), (*story).fills},
	{line(`([\d.]+(?:ms|s|m)) pass(?:es)?`), (*story).timePasses},
}

func line(text string) *regexp.Regexp {
	text = strings.ReplaceAll(text, "NAME", `([a-z]+)`)
	text = strings.ReplaceAll(text, " REST", `((?: .*)?)`)
	return regexp.MustCompile(`^(! )?` + text + `$`)
}

// step runs one line. Whatever starts with "!" must not be so.
func (s *story) step(text string) error {
	for _, step := range steps {
		if args := step.pattern.FindStringSubmatch(text); args != nil {
			return step.do(s, args[1:])
		}
	}
	return fmt.Errorf("nobody knows what this line means")
}
