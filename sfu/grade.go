package sfu

// grade is how much of a picture a slot gets: a spatial layer and the temporal layers of it, or nothing. Grades compare
// as what they look like.
type grade int32

const (
	paused       grade = -1
	allTemporals uint8 = 3 // more than VP8 encoders of browsers use
)

func gradeOf(layer int, temporal uint8) grade { return grade(layer<<2 | int(temporal)) }

// whole is all of a spatial layer.
func whole(layer int) grade { return gradeOf(layer, allTemporals) }

// layer returns the spatial layer; that of paused is the lowest, in which showing it again would begin.
func (g grade) layer() int { return int(max(g, 0) >> 2) }

// temporal returns the highest temporal layer.
func (g grade) temporal() uint8 { return uint8(g & 3) }

// thinner leaves out frames that no frame of a lower temporal layer needs (RFC 7741, 4.2: TID and Y).
type thinner struct {
	limit uint8 // temporal layers above are left out
}

// passes reports whether a packet is to be sent where temporal layers up to want are. Fewer layers are sent from the
// next frame on; more of them only from a frame that says it can be decoded without those left out.
func (t *thinner) passes(d *vp8Descriptor, want uint8, inOrder bool) bool {
	if d.start && inOrder {
		switch {
		case d.key || want < t.limit:
			t.limit = want
		case d.temporal > t.limit && d.temporal <= want && d.sync:
			t.limit = d.temporal
		}
	}
	return d.temporal <= t.limit
}
