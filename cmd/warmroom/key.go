package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"warmroom/store"
)

// keyFile is where the data folder keeps the key, beside the database and not
// in it: a stolen database alone tells nobody's address.
const keyFile = "warmroom.key"

// unlock gives a database the key it is encrypted with.
func unlock(ctx context.Context, db *store.DB, cfg StoreConfig) error {
	text, made, err := cfg.readKey()
	if err != nil {
		return err
	}
	keys, err := store.ParseKeys(text)
	if err != nil {
		return fmt.Errorf("%s: %w", cfg.keyPlace(), err)
	}
	if err := db.Unlock(ctx, keys); err != nil {
		if made { // the database has one already, elsewhere
			err = errors.Join(err, os.Remove(cfg.keyPath()))
		}
		return err
	}
	return nil
}

// readKey returns the key as text; where there is none yet it makes one.
func (c *StoreConfig) readKey() (text string, made bool, err error) {
	if c.Key != "" {
		return c.Key, false, nil
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return "", false, folderFault(c.Data, err)
	}
	text = store.NewKey() + "\n"
	err = c.writeKey(text, os.Link) // of two programs at once, one links
	if !errors.Is(err, fs.ErrExist) {
		return text, err == nil, err
	}
	b, err := os.ReadFile(c.keyPath())
	if err != nil {
		return "", false, folderFault(c.Data, err)
	}
	return string(b), false, nil
}

func (c *StoreConfig) keyPath() string { return filepath.Join(c.Data, keyFile) }

// keyPlace names where the key comes from.
func (c *StoreConfig) keyPlace() string {
	if c.Key != "" {
		return "WARMROOM_KEY"
	}
	return c.keyPath()
}

// keyCommand is for the operator of an installation.
type keyCommand struct {
	Rotate keyRotate `cmd:"" help:"Make a new key and encrypt everything with it; the server must be stopped."`
}

type keyRotate struct {
	Store StoreConfig `embed:""`
}

// Run replaces the key in the data folder. Should it be interrupted, the file
// holds the new key and the old one, which opens the database either way.
func (c *keyRotate) Run(ctx context.Context, t terminals) error {
	if c.Store.Key != "" {
		return errors.New("WARMROOM_KEY holds the key. Write a new one before the old one, with a comma between them, and start the server: it encrypts everything with the first. Then take the old one out")
	}
	if err := prepareFolder(c.Store.Data); err != nil {
		return err
	}
	lock, err := lockFolder(c.Store.Data)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	old, _, err := c.Store.readKey()
	if err != nil {
		return err
	}
	fresh := store.NewKey() + "\n"
	if err := c.Store.writeKey(fresh+strings.TrimSpace(old)+"\n", os.Rename); err != nil {
		return err
	}
	db, _, err := openStore(ctx, c.Store, quietLogger(t.err))
	if err != nil {
		return errors.Join(err, c.Store.writeKey(old, os.Rename))
	}
	if err := errors.Join(db.Close(), c.Store.writeKey(fresh, os.Rename)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "Everything is encrypted with the new key in %s. Keep a copy of it apart from the backups of the database; older backups need the old one.\n", c.Store.keyPath())
	return err
}

// writeKey writes the file of the key, whole or not at all; place says how it
// gets its name.
func (c *StoreConfig) writeKey(text string, place func(from, to string) error) error {
	f, err := os.CreateTemp(c.Data, keyFile+"-*")
	if err != nil {
		return folderFault(c.Data, err)
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already after a rename
	_, written := f.WriteString(text)
	if err := errors.Join(written, f.Sync(), f.Close()); err != nil {
		return folderFault(c.Data, err)
	}
	err = place(f.Name(), c.keyPath())
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return folderFault(c.Data, err)
	}
	return err
}
