package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder takes the data folder for one server, until the file is closed
// or the process ends, however it ends. Live rooms are in memory: two servers
// on one folder would split a meeting, and a removal in one would not hold in
// the other. The account commands take no lock; they work beside a server.
func lockFolder(folder string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(folder, "warmroom.lock"), os.O_CREATE|os.O_RDWR, 0o600)
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
