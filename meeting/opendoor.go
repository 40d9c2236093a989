package meeting

import (
	"context"
	"strings"

	"warmroom/fault"
	"warmroom/moderation"
)

// openDoor begins what stands in an invite's place for somebody who comes from
// a group's public page. It is no secret: whoever may read the page may come to
// the door, where they wait like everybody.
const openDoor = "open:"

// OpenDoor returns what to bring instead of an invite to a group whose door is
// open to all who find it.
func OpenDoor(side Side, organisation, slug string) Token {
	return Token(openDoor + side.Root + "/" + organisation + "/" + slug)
}

// passerby checks that a group's door is open to all who find it. A
// group that is not shown, or has no open door, is an unknown link.
func passerby(ctx context.Context, tx Store, door Token) (visitor, error) {
	side, organisation, slug, ok := openDoorOf(door)
	if !ok {
		return visitor{}, errUnknownInvite
	}
	o, err := tx.OrganisationBySlug(ctx, organisation)
	if err == nil {
		var g Group
		g, err = tx.GroupBySlug(ctx, side.Realm, o.ID, slug)
		if err == nil && side.Shown(g) && g.OpenDoor {
			return visitor{organisation: o, group: g, role: moderation.Participant}, nil
		}
	}
	if err == nil || fault.KindOf(err) == fault.NotFound {
		err = errUnknownInvite
	}
	return visitor{}, err
}

// openDoorOf reads what OpenDoor wrote.
func openDoorOf(t Token) (side Side, organisation, slug string, ok bool) {
	for _, side := range Sides() {
		if path, found := strings.CutPrefix(string(t), openDoor+side.Root+"/"); found {
			organisation, slug, ok = strings.Cut(path, "/")
			return side, organisation, slug, ok
		}
	}
	return Side{}, "", "", false
}
