package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"warmroom/meeting"
)

// options say what the room is filled with.
type options struct {
	URL         string `name:"url" placeholder:"LINK" required:"" help:"Participants' link, https://host/join#…"`
	Facilitator string `placeholder:"LINK" help:"One-time sign-in link of somebody who leads the meeting, to admit everybody. Without it somebody else has to."`

	People  int  `default:"25" help:"Participants, besides the facilitator. Default: ${default}."`
	Talkers int  `default:"3" help:"How many of them talk, at most all. Default: ${default}."`
	Steady  bool `help:"Talkers make no pauses: 50 packets a second each."`
	Video   int  `default:"8" help:"How many show themselves; the first ones, as with talkers, at most all. Default: ${default}."`
	Layers  int  `default:"1" enum:"1,3" help:"Layers of each camera: 1 (640x360) or 3 (up to 1280x720). Default: ${default}."`
	Sees    int  `default:"9" help:"Cameras each person looks at, at most. Default: ${default}."`
	Tile    int  `default:"640" help:"Width in pixels of each picture they look at; decides the layer. Default: ${default}."`

	Duration time.Duration `default:"30s" help:"How long to measure once everybody is in. Default: ${default}."`
	Ramp     time.Duration `default:"2s" help:"Within what time all of them come in. Default: ${default}."`
	Patience time.Duration `default:"60s" help:"How long to wait for the last of them. Default: ${default}."`
	Settle   time.Duration `default:"1s" help:"How long to wait before measuring once all streams flow. The server begins with a careful guess of what a path carries: with many cameras it takes some time to find out. Default: ${default}."`
	Plain    bool          `help:"Participants send no reports, requests for lost packets or transport feedback: cheaper for this side, unlike browsers."`

	Drill int `help:"How often to mute somebody who talks and to raise a hand, once all else is measured. Needs --facilitator."`

	Onlooker bool `help:"For somebody who looks on with a browser: sound and moving pictures that it can play, and people who raise hands, write and turn their microphones off and on, until --duration is over. Nothing is measured. Needs --facilitator."`

	Metrics string `placeholder:"URL" help:"The server's metrics, such as http://127.0.0.1:8081/metrics, to tell what it cost."`
	JSON    string `name:"json" placeholder:"FILE" help:"Write the result as JSON too; - writes it in place of the table."`
}

// maxPeople bounds what one generator tries.
const maxPeople = 1000

// AfterApply is called by kong: no more talk or show themselves than there are.
func (o *options) AfterApply() error {
	o.Talkers, o.Video = min(o.Talkers, o.People), min(o.Video, o.People)
	return nil
}

// Validate checks how the options go together; kong calls it.
func (o *options) Validate() error {
	var errs []error
	check := func(good bool, text string) {
		if !good {
			errs = append(errs, errors.New(text))
		}
	}
	check(1 <= o.People && o.People <= maxPeople, fmt.Sprintf("--people: 1 to %d", maxPeople))
	check(0 <= o.Talkers, "--talkers: 0 or more")
	check(0 <= o.Video, "--video: 0 or more")
	check(0 <= o.Sees && o.Sees <= 64, "--sees: 0 to 64")
	check(16 <= o.Tile && o.Tile <= 4096, "--tile: 16 to 4096")
	check(0 < o.Duration && o.Duration <= time.Hour, "--duration: up to an hour")
	check(0 <= o.Ramp && o.Ramp <= time.Hour, "--ramp: up to an hour")
	check(0 <= o.Settle && o.Settle <= time.Hour, "--settle: up to an hour")
	check(0 <= o.Drill && o.Drill <= 1000, "--drill: 0 to 1000")
	check(o.Drill == 0 || o.Facilitator != "", "--drill: needs --facilitator")
	check(!o.Onlooker || o.Facilitator != "", "--onlooker: needs --facilitator")
	check(0 < o.Patience && o.Patience <= time.Hour, "--patience: up to an hour")
	_, err := parseLink(o.URL, "join")
	check(err == nil, fmt.Sprintf("--url: %v", err))
	if o.Facilitator != "" {
		_, err = parseLink(o.Facilitator, "sign-in")
		check(err == nil, fmt.Sprintf("--facilitator: %v", err))
	}
	return errors.Join(errs...)
}

// link is where a server is, and the secret that opens a door of it.
type link struct {
	origin string // scheme and host
	token  meeting.Token
}

// parseLink takes a link to a page of the app apart.
func parseLink(text, page string) (link, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != page || u.Fragment == "" {
		return link{}, fmt.Errorf("the link must look like https://host/%s#…", page) // it holds a secret: not repeated
	}
	return link{origin: u.Scheme + "://" + u.Host, token: meeting.Token(u.Fragment)}, nil
}

// socketURL is where the link's server takes WebSockets.
func (l link) socketURL() string { return "ws" + strings.TrimPrefix(l.origin, "http") + "/ws" }
