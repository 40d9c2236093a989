package store

import (
	"sync/atomic"

	"gorm.io/gorm"
)

// CountQueries counts the queries that a database is asked from now on.
func (db *DB) CountQueries() (*atomic.Int64, error) {
	n := &atomic.Int64{}
	err := db.gorm.Callback().Query().After("gorm:query").Register("count", func(q *gorm.DB) {
		if !q.DryRun { // a part of another query
			n.Add(1)
		}
	})
	return n, err
}
