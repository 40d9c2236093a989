package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"warmroom/store"
)

// backupCommand copies the embedded database while a server runs on it.
type backupCommand struct {
	Store StoreConfig `embed:""`
	File  string      `arg:"" help:"Where the copy goes; a file that does not exist yet."`
}

// Run makes the copy. It neither takes the folder's lock nor migrates.
func (b *backupCommand) Run(ctx context.Context, t terminals) error {
	if b.Store.DatabaseURL != "" {
		return errors.New("the data is in Postgres, which makes its own backups: pg_dump --format=custom --file=FILE \"$WARMROOM_DATABASE_URL\". Save the key as well; docs/operations.md says how")
	}
	if err := store.Backup(ctx, b.Store.databaseFile(), b.File); err != nil {
		return err
	}
	_, err := fmt.Fprintf(t.out, "Copied the database to %s.\nThe key is not in it: save %s as well, somewhere else.\n", b.File, b.Store.keyPlace())
	return err
}

// databaseFile is where the embedded database lies.
func (c *StoreConfig) databaseFile() string { return filepath.Join(c.Data, "warmroom.db") }
