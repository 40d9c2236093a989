package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"warmroom/meeting"
	"warmroom/store"
)

// lockFile is by what a folder is taken.
const lockFile = "warmroom.lock"

// lockFolder takes the data folder for one server, until the file is closed
// or the process ends, however it ends. Live rooms are in memory: two servers
// on one folder would split a meeting, and a removal in one would not hold in
// the other. The account commands take no lock; they work beside a server.
func lockFolder(folder string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, folderFault(folder, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("WARMROOM_DATA: another warmroom serves the folder %s. Stop it, or choose another folder", folder)
		}
		return nil, folderFault(folder, err)
	}
	return f, nil
}

// openBeside is openStore for commands that may be given while a server runs:
// they do not migrate what an older one is using.
func openBeside(ctx context.Context, cfg StoreConfig, log *slog.Logger) (*store.DB, *meeting.Service, error) {
	if cfg.DatabaseURL == "" && served(cfg.Data) {
		behind, err := store.Behind(ctx, cfg.databaseFile())
		if err != nil {
			return nil, nil, err
		}
		if behind {
			return nil, nil, fmt.Errorf("an older warmroom serves the folder %s, and this one would change its database under it. Stop that server first, or give the command with its own program", cfg.Data)
		}
	}
	return openStore(ctx, cfg, log)
}

// served reports whether a server has taken the folder.
func served(folder string) bool {
	if _, err := os.Stat(filepath.Join(folder, lockFile)); err != nil {
		return false
	}
	lock, err := lockFolder(folder)
	if err == nil {
		_ = lock.Close() // nothing was written
	}
	return err != nil
}
