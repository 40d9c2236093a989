package standin

import (
	"embed"
	"encoding/binary"
	"fmt"
	"time"
)

//go:embed clips/*.clip
var files embed.FS

// Clip is a short run of encoded frames that is played over and over. Nobody
// speaks in it: the sounds and pictures are made by clips/make.mjs.
type Clip struct {
	every  time.Duration
	frames [][]byte // the first one of pictures is a key frame
}

// The clips there are.
var (
	Voice = clip("voice.opus") // a murmur like a voice, without words
	Noise = clip("noise.opus") // something one wants to be gone
	Calm  = clip("calm.vp8")   // a shape that breathes
	Shake = clip("shake.vp8")  // a picture that shakes
)

// clip reads a file: the milliseconds of a frame, then each frame behind its
// length, both in two bytes, the higher one first.
func clip(name string) *Clip {
	data, err := files.ReadFile("clips/" + name + ".clip")
	if err != nil {
		panic(err) // it is compiled in
	}
	c := &Clip{every: time.Duration(binary.BigEndian.Uint16(data)) * time.Millisecond}
	for data = data[2:]; len(data) > 0; {
		n := int(binary.BigEndian.Uint16(data))
		if len(data) < 2+n {
			panic(fmt.Sprintf("clip %s is cut off", name))
		}
		c.frames = append(c.frames, data[2:2+n])
		data = data[2+n:]
	}
	return c
}

// Every returns the clip with frames that follow each other after d.
func (c *Clip) Every(d time.Duration) *Clip { return &Clip{every: d, frames: c.frames} }
