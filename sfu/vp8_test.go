package sfu

import "testing"

func TestVP8Descriptor(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
		want vp8Descriptor
		ok   bool
	}{
		{"bare key frame", []byte{0x10, 0x00}, vp8Descriptor{pictureIDAt: -1, tl0At: -1, start: true, key: true}, true},
		{"bare delta frame", []byte{0x10, 0x01}, vp8Descriptor{pictureIDAt: -1, tl0At: -1, start: true}, true},
		{"middle of a frame", []byte{0x00, 0x00}, vp8Descriptor{pictureIDAt: -1, tl0At: -1}, true},
		{"second partition", []byte{0x11, 0x00}, vp8Descriptor{pictureIDAt: -1, tl0At: -1}, true},
		{"long picture id", []byte{0x90, 0x80, 0x92, 0x34, 0x00}, vp8Descriptor{pictureIDAt: 2, longID: true, pictureID: 0x1234, tl0At: -1, start: true, key: true}, true},
		{"short picture id", []byte{0x90, 0x80, 0x12, 0x01}, vp8Descriptor{pictureIDAt: 2, pictureID: 0x12, tl0At: -1, start: true}, true},
		{"as browsers send it", []byte{0x90, 0xe0, 0x80, 0x05, 0x07, 0x40, 0x01}, vp8Descriptor{pictureIDAt: 2, longID: true, pictureID: 5, tl0At: 4, tl0: 7, temporal: 1, start: true}, true},
		{"key index only", []byte{0x90, 0x10, 0x1f, 0x01}, vp8Descriptor{pictureIDAt: -1, tl0At: -1, start: true}, true},
		{"cut after the extension byte", []byte{0x90, 0xe0}, vp8Descriptor{}, false},
		{"cut in the picture id", []byte{0x90, 0x80, 0x80}, vp8Descriptor{}, false},
		{"no payload", []byte{0x90, 0x80, 0x01}, vp8Descriptor{}, false},
		{"empty", nil, vp8Descriptor{}, false},
	} {
		got, ok := parseVP8(c.b)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %+v %v, want %+v %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

// FuzzVP8 holds that whatever a publisher sends, reading and shifting it stay within the payload and change nothing but
// the two ids.
func FuzzVP8(f *testing.F) {
	f.Add([]byte{0x90, 0xe0, 0x80, 0x05, 0x07, 0x40, 0x01}, uint16(3), uint8(4))
	f.Add([]byte{0x90, 0x80, 0x12, 0x01}, uint16(1), uint8(1))
	f.Add([]byte{0x10, 0x00}, uint16(1), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, id uint16, tl0 uint8) {
		d, ok := parseVP8(b)
		if !ok {
			return
		}
		out := append([]byte(nil), b...)
		d.shift(out, id, tl0)
		e, ok := parseVP8(out)
		if !ok || e.key != d.key || e.start != d.start || e.temporal != d.temporal {
			t.Fatalf("shifting changed %+v into %+v", d, e)
		}
		mask := uint16(0x7f)
		if d.longID {
			mask = 0x7fff
		}
		if d.pictureIDAt >= 0 && e.pictureID != (d.pictureID+id)&mask {
			t.Fatalf("picture %d shifted by %d is %d", d.pictureID, id, e.pictureID)
		}
		d.shift(out, 0, 0)
		if string(out) != string(b) {
			t.Fatal("shifting changed more than the ids")
		}
	})
}
