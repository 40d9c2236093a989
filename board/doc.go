// Package board writes what strangers read: the directory of groups, their
// pages, feeds, calendars, flyers and the resource pages. All of it works
// without JavaScript, is plain and kind, and holds nothing that only staff or
// participants may know: it is made from what meeting lists in public.
//
// Each side of the house has addresses of its own ([meeting.Side]); nothing
// written for one side holds anything of the other.
//
// It is called by api, which serves what it writes; it imports meeting and
// moderation, starts no goroutines and reads no database.
package board
