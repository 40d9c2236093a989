package sfu

import "slices"

// Ranking of speakers: speakerSeats are heard by everyone else, the reserve by the speakers, who do not hear
// themselves. With no more microphones than seats and reserve, everybody is heard by everybody.
const (
	speakerSeats = 3
	allSeats     = speakerSeats + 1

	speakingOn  = 77            // smoothed loudness from which a peer counts as speaking: -50 dBov
	speakingOff = 67            // and below which no longer
	seatHold    = 1_500_000_000 // nanoseconds a speaker keeps the seat after the last word, unless
	seatPersist = 300_000_000   // somebody else has been talking for this long
	seatPause   = 300_000_000   // while the speaker was silent for this long,
	seatMargin  = 9             // or is louder by so many dB
	rankEvery   = 100_000_000   // nanoseconds between looks at the levels
	levelsEvery = 250_000_000   // between reports of levels
	aliveEvery  = 1_000_000_000 // between looks at who fell silent
	levelStep   = 10            // change of loudness worth reporting
	never       = -1 << 62      // longer ago than any hold
)

// voice is one microphone at the moment of ranking.
type voice struct {
	track *track
	level int // smoothed loudness, 0 to 127
}

// ranker decides who is heard. Its seats change as rarely as turn-taking allows: a pause does not cost the seat, a cough
// does not win one, and the seat of a remaining speaker never moves.
type ranker struct {
	seats  []*track // speakerSeats of speakers, then the reserve; shorter while there are fewer microphones
	speech map[*track]speech
}

// speech is the latest run of words of one voice.
type speech struct{ began, ended int64 }

// update ranks the voices at now, in the order given where nothing else decides, and reports whether a seat changed.
func (r *ranker) update(now int64, voices []voice) bool {
	before := slices.Clone(r.seats)
	levels := make(map[*track]int, len(voices))
	for _, v := range voices {
		levels[v.track] = v.level
	}
	r.listen(now, voices, levels)
	r.vacate(levels)
	loudest := slices.Clone(voices)
	slices.SortStableFunc(loudest, func(a, b voice) int { return b.level - a.level })
	for _, v := range loudest {
		if v.level >= speakingOn && slices.Index(r.seats, v.track) < 0 && len(r.seats) < allSeats {
			r.seats = append(r.seats, v.track)
		}
	}
	for _, v := range voices {
		if slices.Index(r.seats, v.track) < 0 && len(r.seats) < allSeats {
			r.seats = append(r.seats, v.track)
		}
	}
	for _, v := range loudest {
		r.challenge(v, levels, now)
	}
	return !slices.Equal(before, r.seats)
}

// listen keeps account of who spoke when.
func (r *ranker) listen(now int64, voices []voice, levels map[*track]int) {
	if r.speech == nil {
		r.speech = make(map[*track]speech)
	}
	for _, v := range voices {
		s, known := r.speech[v.track]
		if !known {
			s = speech{began: never, ended: never}
		}
		if v.level >= speakingOn {
			if now-s.ended > seatPause {
				s.began = now
			}
			s.ended = now
		}
		r.speech[v.track] = s
	}
	for t := range r.speech {
		if _, present := levels[t]; !present {
			delete(r.speech, t)
		}
	}
}

// vacate frees the seats of those who are gone. The reserve moves up into a speaker's seat.
func (r *ranker) vacate(levels map[*track]int) {
	gone := func(t *track) bool { _, ok := levels[t]; return !ok }
	for i := 0; i < len(r.seats); i++ {
		if !gone(r.seats[i]) {
			continue
		}
		last := len(r.seats) - 1
		r.seats[i] = r.seats[last]
		r.seats = r.seats[:last]
		i--
	}
}

// challenge gives v a speaker's seat if v is speaking and there is one to be had.
func (r *ranker) challenge(v voice, levels map[*track]int, now int64) {
	at := slices.Index(r.seats, v.track)
	if v.level < speakingOn || at >= 0 && at < speakerSeats || len(r.seats) < speakerSeats {
		return
	}
	victim := r.victim(v, levels, now)
	if victim < 0 {
		return
	}
	displaced := r.seats[victim]
	r.seats[victim] = v.track
	switch {
	case at >= 0:
		r.seats[at] = displaced
	case len(r.seats) == allSeats:
		r.seats[speakerSeats] = displaced
	default:
		r.seats = append(r.seats, displaced)
	}
}

// victim returns the seat v may take, or -1: that of the one silent for longest, or while all three talk that of the
// quietest.
func (r *ranker) victim(v voice, levels map[*track]int, now int64) int {
	silent, quietest := 0, 0
	for i, t := range r.seats[:speakerSeats] {
		if r.speech[t].ended < r.speech[r.seats[silent]].ended {
			silent = i
		}
		if levels[t] < levels[r.seats[quietest]] {
			quietest = i
		}
	}
	silence := now - r.speech[r.seats[silent]].ended
	persists := now-r.speech[v.track].began >= seatPersist
	switch {
	case silence >= seatHold, persists && silence >= seatPause:
		return silent
	case persists && v.level >= levels[r.seats[quietest]]+seatMargin:
		return quietest
	}
	return -1
}
