package board

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"warmroom/meeting"
)

//go:embed texts
var texts embed.FS

// textNames are the articles and courses, in the order in which they are
// shown. What begins with "course-" is a course: its sections are steps.
func textNames() []string {
	return []string{"first-meeting", "words", "shared-device", "court", "course-calm-evening", "course-kind-talk"}
}

// text is an article or a course.
type text struct {
	Name, Title, Lead string
	Course            bool
	Sections          []textSection
}

// Path is where it is read.
func (t text) Path() string { return "/resources/" + t.Name }

// textSection is a part of it with its own heading.
type textSection struct {
	Number int // from 1
	Title  string
	Blocks []textBlock
}

// textBlock is a paragraph, or a list when it has items.
type textBlock struct {
	Text  string
	Items []string
}

// readText reads one file: "# " begins the title, "## " a section, "- " an
// item of a list; every other line is a paragraph.
func readText(l Language, name string) (text, error) {
	raw, err := texts.ReadFile("texts/" + string(l) + "/" + name + ".txt")
	if err != nil {
		return text{}, fmt.Errorf("read text: %w", err)
	}
	t := text{Name: name, Course: strings.HasPrefix(name, "course-")}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		section := len(t.Sections) - 1
		switch {
		case line == "":
		case strings.HasPrefix(line, "# "):
			t.Title = line[2:]
		case strings.HasPrefix(line, "## "):
			t.Sections = append(t.Sections, textSection{Number: len(t.Sections) + 1, Title: line[3:]})
		case section < 0:
			t.Lead = line
		case strings.HasPrefix(line, "- "):
			t.Sections[section].item(line[2:])
		default:
			t.Sections[section].Blocks = append(t.Sections[section].Blocks, textBlock{Text: line})
		}
	}
	return t, nil
}

// item adds to the list that the section ends with, or begins one.
func (s *textSection) item(line string) {
	if last := len(s.Blocks) - 1; last >= 0 && len(s.Blocks[last].Items) > 0 {
		s.Blocks[last].Items = append(s.Blocks[last].Items, line)
		return
	}
	s.Blocks = append(s.Blocks, textBlock{Items: []string{line}})
}

type resourcesView struct {
	page
	Lines             *linesView
	Articles, Courses []text
	// Own are where the programme itself points people to.
	Own []meeting.Resource
}

// Resources writes the page of phone lines and things to read. It belongs to
// no side, and leads to both lists but to no group.
func (b *Board) Resources(r Request, lines []meeting.SupportLine, own []meeting.Resource) ([]byte, error) {
	v := resourcesView{page: b.begin(r, r.Language.Say("resources")), Lines: r.Language.lines(lines, r.Now)}
	v.Indexed, v.Description = len(r.Query) == 0, r.Language.Say("resources.lead")
	v.Card.Text = v.Description
	for _, o := range own {
		if o.Language == "" || o.Language == string(r.Language) {
			v.Own = append(v.Own, o)
		}
	}
	for _, name := range textNames() {
		t := b.texts[r.Language][name]
		if t.Course {
			v.Courses = append(v.Courses, t)
		} else {
			v.Articles = append(v.Articles, t)
		}
	}
	return b.render("resources", v)
}

// Offline writes the page of phone lines that a device keeps for when there is
// no internet. Like the app it is called "Room" and says nothing of groups.
func (b *Board) Offline(r Request, lines []meeting.SupportLine) ([]byte, error) {
	return b.render("offline", resourcesView{page: b.begin(r, "Room"), Lines: r.Language.lines(lines, time.Time{})})
}

type textView struct {
	page
	Text  text
	Lines *linesView
}

// Text writes an article or a course, and reports whether there is one of that
// name. How far somebody is in a course only their own browser knows.
func (b *Board) Text(r Request, name string, lines []meeting.SupportLine) ([]byte, bool, error) {
	if !slices.Contains(textNames(), name) {
		return nil, false, nil
	}
	t := b.texts[r.Language][name]
	v := textView{page: b.begin(r, t.Title), Text: t, Lines: r.Language.lines(lines, r.Now)}
	v.Indexed, v.Description = len(r.Query) == 0, t.Lead
	v.Card.Text = t.Lead
	body, err := b.render("text", v)
	return body, true, err
}

// TextPaths are the addresses of all of them.
func TextPaths() []string {
	paths := []string{"/resources"}
	for _, name := range textNames() {
		paths = append(paths, "/resources/"+name)
	}
	return paths
}
