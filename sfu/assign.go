package sfu

import "slices"

// seat is the control loop's view of a slot.
type seat struct {
	slot    *slot
	mapping *mapping // nil when empty
}

func (s *seat) track() *track {
	if s.mapping == nil {
		return nil
	}
	return s.mapping.track
}

// assign decides what fills each of n places: what is wanted and already has a place stays there, the rest goes into
// the free places in the order wanted, as far as they reach. A nil entry of the result is an empty place.
func assign(present []*track, wanted []*track) []*track {
	if len(wanted) > len(present) {
		wanted = wanted[:len(present)]
	}
	result := make([]*track, len(present))
	for i, t := range present {
		if t != nil && slices.Contains(wanted, t) && !slices.Contains(result[:i], t) {
			result[i] = t
		}
	}
	for _, t := range wanted {
		if slices.Contains(result, t) {
			continue
		}
		result[slices.Index(result, nil)] = t
	}
	return result
}
