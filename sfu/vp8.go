package sfu

// vp8Descriptor is what the SFU reads of a VP8 payload (RFC 7741, 4.2 and 4.3). Offsets are from the start of the
// payload, -1 where the field is absent.
type vp8Descriptor struct {
	pictureIDAt int
	longID      bool // 15 bits; 7 otherwise
	pictureID   uint16
	tl0At       int
	tl0         uint8
	temporal    uint8 // temporal layer index, 0 when absent
	sync        bool  // depends on the lowest temporal layer only
	start       bool  // the first packet of a frame
	key         bool  // start of a key frame
}

// parseVP8 reads the payload descriptor and the frame type; ok is false when the payload is cut short.
func parseVP8(b []byte) (d vp8Descriptor, ok bool) {
	d.pictureIDAt, d.tl0At = -1, -1
	if len(b) < 2 {
		return d, false
	}
	i := 1
	if b[0]&0x80 != 0 {
		if i, ok = d.readExtension(b); !ok {
			return d, false
		}
	}
	if len(b) <= i {
		return d, false
	}
	d.start = b[0]&0x10 != 0 && b[0]&0x07 == 0 // S, and partition 0
	d.key = d.start && b[i]&1 == 0
	return d, true
}

// readExtension reads the optional fields and returns the offset of the VP8 payload header.
func (d *vp8Descriptor) readExtension(b []byte) (int, bool) {
	x, i := b[1], 2
	if x&0x80 != 0 { // I
		if len(b) <= i {
			return 0, false
		}
		d.pictureIDAt, d.longID = i, b[i]&0x80 != 0
		if d.longID {
			if len(b) <= i+1 {
				return 0, false
			}
			d.pictureID = uint16(b[i]&0x7f)<<8 | uint16(b[i+1])
			i++
		} else {
			d.pictureID = uint16(b[i])
		}
		i++
	}
	if x&0x40 != 0 { // L
		if len(b) <= i {
			return 0, false
		}
		d.tl0At, d.tl0 = i, b[i]
		i++
	}
	if x&0x30 != 0 { // T or K
		if len(b) <= i {
			return 0, false
		}
		if x&0x20 != 0 {
			d.temporal, d.sync = b[i]>>6, b[i]&0x20 != 0
		}
		i++
	}
	return i, true
}

// extend returns the picture id as a number of 16 bits near to another one.
func (d *vp8Descriptor) extend(near uint16) uint16 {
	unused := 9 // of 16 bits
	if d.longID {
		unused = 1
	}
	return near + uint16(int16((d.pictureID-near)<<unused)>>unused)
}

// shift writes picture id and TL0PICIDX moved by the given amounts into b, a copy of the payload d was read from.
func (d *vp8Descriptor) shift(b []byte, pictureID uint16, tl0 uint8) {
	if d.pictureIDAt >= 0 {
		id := d.pictureID + pictureID
		if d.longID {
			b[d.pictureIDAt], b[d.pictureIDAt+1] = byte(id>>8)|0x80, byte(id)
		} else {
			b[d.pictureIDAt] = byte(id) & 0x7f
		}
	}
	if d.tl0At >= 0 {
		b[d.tl0At] = d.tl0 + tl0
	}
}
