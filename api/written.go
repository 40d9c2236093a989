package api

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// keptPages bounds the memory of written pages: some 10 MB.
const keptPages = 256

// pageKey names a page as it is written: everything it depends on besides what
// is listed.
type pageKey struct {
	path, query, language, origin string
	minute                        time.Time // what is on now is right to the minute
	listed                        time.Time // when the listing was read
}

// written keeps pages that are the same for everybody, packed already. It may
// be used from any goroutine.
type written struct {
	// mu guards pages; nothing is written while it is held.
	mu    sync.Mutex
	pages *simplelru.LRU[pageKey, *asset]
}

func newWritten() *written {
	pages, err := simplelru.NewLRU[pageKey, *asset](keptPages, nil)
	if err != nil {
		panic(err) // only for a size below one
	}
	return &written{pages: pages}
}

// page returns a kept page, or writes and keeps it.
func (w *written) page(k pageKey, write func() ([]byte, error)) (*asset, error) {
	w.mu.Lock()
	page, ok := w.pages.Get(k)
	w.mu.Unlock()
	if ok {
		return page, nil
	}
	body, err := write()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	page = &asset{contentType: contentTypes[".html"], etag: hex.EncodeToString(sum[:8]), bodies: map[string][]byte{"": body}}
	if packed := pack(body); len(packed) < len(body) {
		page.bodies["gzip"] = packed
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages.Add(k, page)
	return page, nil
}
