package meeting

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEveryCrisisLineIsChecked(t *testing.T) {
	for _, s := range crisisSources() {
		if err := checkLines(s.Lines); err != nil {
			t.Errorf("%s: %v", s.Region, err)
		}
		if _, err := time.Parse(time.DateOnly, s.Checked); err != nil || s.From == "" || len(s.Lines) == 0 {
			t.Errorf("%s: where its numbers are from is not said", s.Region)
		}
		for _, l := range s.Lines {
			if l.Region != s.Region || l.Kind != Crisis {
				t.Errorf("%s has a line of %q", s.Region, l.Region)
			}
		}
	}
}

// TestNumbersAreShownWhereTheyWork: 988 is a number of the United States and, since 2023, of Canada.
func TestNumbersAreShownWhereTheyWork(t *testing.T) {
	regions := []string{"", "XX"}
	for _, s := range crisisSources() {
		regions = append(regions, s.Region)
	}
	own := []SupportLine{
		{Kind: Crisis, Name: "Their own", Call: "+12025550100", Region: "US"},
		{Kind: Warmline, Name: "For a talk", Call: "+12025550142"},
	}
	for _, region := range regions {
		shown := Organisation{Region: region, Lines: own}.SupportLines()
		has := slices.ContainsFunc(shown, func(l SupportLine) bool { return strings.Contains(l.Call+l.Text, "988") })
		if has != (region == "US" || region == "CA") {
			t.Errorf("in region %q 988 is shown: %t", region, has)
		}
		if shown[0].Kind != Warmline {
			t.Errorf("in region %q the first line is %+v", region, shown[0])
		}
		if theirs := slices.ContainsFunc(shown, func(l SupportLine) bool { return l.Name == "Their own" }); theirs != (region == "US" || region == "") {
			t.Errorf("in region %q a line of the US is shown: %t", region, theirs)
		}
	}
}

func TestALineThatAManagerListedIsNotShownTwice(t *testing.T) {
	o := Organisation{Region: "US", Lines: []SupportLine{{Kind: Crisis, Name: "988, by our own words", Call: "988"}}}
	if shown := o.SupportLines(); len(shown) != 1 || shown[0].Name != "988, by our own words" {
		t.Errorf("shown are %+v", shown)
	}
}
