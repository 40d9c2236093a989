package main

import (
	"io"
	"log/slog"
	"os"
)

// newLogger writes text to a terminal and JSON elsewhere, unless the format is
// given. What is personal hides itself (slog.LogValuer), in both.
func newLogger(w io.Writer, level slog.Level, format string) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if format == "text" || format == "auto" && terminal(w) {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// quietLogger is for commands whose answer is their output.
func quietLogger(w io.Writer) *slog.Logger { return newLogger(w, slog.LevelWarn, "auto") }

// terminal reports whether a person is likely to read w as it is written.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
