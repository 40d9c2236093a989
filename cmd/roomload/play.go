package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"warmroom/room"
	"warmroom/sfu/sfutest"
	"warmroom/signaling"
)

// People talk in spurts of some seconds, a little louder or softer each time,
// and pause in between.
const (
	shortestSpurt, longestSpurt = 2 * time.Second, 8 * time.Second
	shortestPause, longestPause = 300 * time.Millisecond, 1500 * time.Millisecond
	loudestLevel, softestLevel  = 18, 38 // -dBov
)

// talk sends sound until ctx ends.
func (g *guest) talk(ctx context.Context) {
	for {
		g.media.Speak(loudestLevel + rand.N(softestLevel-loudestLevel))
		if g.stage.options.Steady {
			return // goes on until the connection is closed
		}
		if pause(ctx, shortestSpurt+rand.N(longestSpurt-shortestSpurt)) != nil {
			return
		}
		g.media.Hush()
		if pause(ctx, shortestPause+rand.N(longestPause-shortestPause)) != nil {
			return
		}
	}
}

// show turns the camera on.
func (g *guest) show(ctx context.Context) error {
	if err := g.socket.ask(ctx, "media.publish", signaling.Publish{Source: room.Camera, On: true}, nil); err != nil {
		return err
	}
	picture := sfutest.SingleCamera
	if g.stage.options.Layers > 1 {
		picture = sfutest.SimulcastCamera
	}
	g.media.Show(picture)
	g.stage.show(g.part, g.id)
	return nil
}

// send sends those layers of the camera that somebody watches, as browsers do
// with setParameters.
func (g *guest) send(rids []string) {
	if g.stage.options.Layers == 1 {
		g.media.Pause(len(rids) == 0, "")
		return
	}
	for _, rid := range []string{"q", "h", "f"} {
		g.media.Pause(!slices.Contains(rids, rid), rid)
	}
}

// viewEvery is how often a page tells what it shows while that changes.
const viewEvery = 150 * time.Millisecond

// look tells the server what the participant looks at, until that is all it
// ever will or ctx ends.
func (g *guest) look(ctx context.Context) {
	for told := 0; told < len(g.part.sees); {
		tiles, more := g.stage.tiles(g.part)
		if len(tiles) == told {
			select {
			case <-more:
				continue
			case <-g.socket.ended:
				return
			case <-ctx.Done():
				return
			}
		}
		if g.socket.ask(ctx, "media.view", signaling.View{Tiles: tiles}, nil) != nil {
			return // the streams that don't come are told in the report
		}
		told = len(tiles)
		if pause(ctx, viewEvery) != nil {
			return
		}
	}
}
