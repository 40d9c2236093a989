package store

import (
	"time"

	"gorm.io/gorm"
)

// stamp is a time as it is stored.
func stamp(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// maybe is a time that may be missing; the zero time is.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = stamp(t)
	return &t
}

// when is the inverse of maybe.
func when(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// ref is a reference that may be missing; the empty one is.
func ref[T ~string](id T) *string {
	if id == "" {
		return nil
	}
	s := string(id)
	return &s
}

// deref is the inverse of ref.
func deref[T ~string](s *string) T {
	if s == nil {
		return ""
	}
	return T(*s)
}

// one returns the one row of a query, as the domain knows it.
func one[Row, T any](q *gorm.DB, domain func(Row) T) (T, error) {
	var row Row
	if err := q.Take(&row).Error; err != nil {
		var none T
		return none, translate(err)
	}
	return domain(row), nil
}

// list returns the rows of a query, as the domain knows them.
func list[Row, T any](q *gorm.DB, domain func(Row) T) ([]T, error) {
	var rows []Row
	if err := q.Find(&rows).Error; err != nil {
		return nil, translate(err)
	}
	all := make([]T, len(rows))
	for i, row := range rows {
		all[i] = domain(row)
	}
	return all, nil
}

// hit turns the result of an update or a delete of one row into NotFound when
// there was none.
func hit(r *gorm.DB) error {
	if r.Error != nil {
		return translate(r.Error)
	}
	if r.RowsAffected == 0 {
		return errNotFound
	}
	return nil
}

// mark sets a column of the one row that scope selects, unless it is set
// already; NotFound when there is no such row. It reports whether it did.
func mark(scope *gorm.DB, column string, at time.Time) (bool, error) {
	scope = scope.Session(&gorm.Session{}) // its conditions serve twice
	r := scope.Where(column+" IS NULL").Update(column, stamp(at))
	if r.Error != nil || r.RowsAffected > 0 {
		return r.Error == nil, translate(r.Error)
	}
	var rows int64
	if err := scope.Count(&rows).Error; err != nil {
		return false, translate(err)
	}
	if rows == 0 {
		return false, errNotFound
	}
	return false, nil
}
