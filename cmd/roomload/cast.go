package main

// part is what one participant does. The same people talk and show
// themselves: the first ones, who also come in first.
type part struct {
	index int
	talks bool
	shows bool
	sees  []int // indexes of those whose cameras they look at
}

// tag marks what the participant sends; 0 is nobody's.
func (p part) tag() uint32 { return uint32(p.index) + 1 }

// cast gives everybody a part. Who can't look at all cameras looks at the ones
// after their own index, so that all cameras are looked at about equally.
func cast(o options) []part {
	parts := make([]part, o.People)
	for i := range parts {
		p := &parts[i]
		*p = part{index: i, talks: i < o.Talkers, shows: i < o.Video}
		for k := 0; k < o.Video && len(p.sees) < o.Sees; k++ {
			if other := (i + k) % o.Video; other != i {
				p.sees = append(p.sees, other)
			}
		}
	}
	return parts
}

// loudest is how many talkers the server lets everybody hear (docs/protocol.md
// has the slots: three for them, one for a pinned voice).
const loudest = 3

// hears returns how many voices the participant hears at once.
func (p part) hears(talkers int) int {
	if p.talks {
		talkers--
	}
	return max(0, min(talkers, loudest))
}

// letters writes a number below 8,000 for a pseudonym, in which the server takes digits
// for a telephone's. No two numbers look alike.
func letters(n int) string {
	const alphabet = "abdefghkmnprstuvwxyz"
	text := []byte{'a', 'a', 'a'}
	for i := len(text) - 1; i >= 0; i-- {
		text[i] = alphabet[n%len(alphabet)]
		n /= len(alphabet)
	}
	return string(text)
}
