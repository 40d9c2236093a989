package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"
)

// Backup copies the SQLite database in the file from to a new file, which only
// its owner can read. It may be called while others read and write: the copy is
// one state of the database, and holds nothing that was deleted from it. The
// schema stays what it is, so that a newer program can make one before it
// migrates. A file that exists is not replaced. What fails leaves no file.
func Backup(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("there is no database to back up at %s: %w. Name the data folder of the server with --data", from, reason(err))
	}
	part, err := emptyFile(to)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part) }() // gone already after a rename
	if err := copyInto(ctx, from, part); err != nil {
		return sqliteCopyFault(from, to, err)
	}
	if err := syncFile(part); err != nil {
		return fmt.Errorf("can't write to %s: %w", to, reason(err))
	}
	if err := os.Link(part, to); err != nil { // unlike a rename, it replaces nothing
		return takenFault(to, err)
	}
	return syncFile(filepath.Dir(to))
}

// emptyFile makes an empty file beside to, and returns its path.
func emptyFile(to string) (string, error) {
	if _, err := os.Lstat(to); err == nil {
		return "", takenFault(to, fs.ErrExist)
	}
	f, err := os.CreateTemp(filepath.Dir(to), filepath.Base(to)+".part-*") // 0600
	if err != nil {
		return "", fmt.Errorf("can't write to %s: %w. Choose a folder that this user may write to", to, reason(err))
	}
	return f.Name(), f.Close()
}

// copyInto writes what a database holds to an empty file.
func copyInto(ctx context.Context, from, to string) error {
	from, err := filepath.Abs(from)
	if err != nil {
		return err
	}
	pool, err := driver.Open(sqliteURL(from, sqliteTime))
	if err != nil {
		return err
	}
	// VACUUM INTO reads in one transaction, beside which others may write.
	_, err = pool.ExecContext(ctx, "VACUUM INTO ?", to)
	return errors.Join(err, pool.Close())
}

// syncFile waits until a file or a folder is on the disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func takenFault(to string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already, and a backup replaces nothing. Choose another name, such as warmroom-%s", to, strings.TrimPrefix(filepath.Base(to), "warmroom-"))
	}
	return fmt.Errorf("can't write to %s: %w", to, err)
}

func sqliteCopyFault(from, to string, err error) error {
	return fmt.Errorf("can't copy the database to %s: %w", to, sqliteFault(from, err))
}
