package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"

	"warmroom/signaling"
	"warmroom/signaling/wire"
)

// comments holds the doc comments of Go types by import path and name, such
// as "warmroom/room.Person".
type comments map[string]string

// of returns what the comment on t says, as a sentence of its own: without
// the type's name where the comment is of the form "Name: text".
func (c comments) of(t reflect.Type) string {
	text := c[t.PkgPath()+"."+t.Name()]
	if rest, ok := strings.CutPrefix(text, t.Name()+": "); ok && rest != "" {
		return strings.ToUpper(rest[:1]) + rest[1:]
	}
	return text
}

// readComments reads the comments of every package that declares a message or
// a part of one. A message without a comment is an error.
func readComments(root string, p signaling.Protocol) (comments, error) {
	c := comments{}
	read := map[string]bool{}
	for _, m := range messages(p) {
		for _, s := range named(m.Shape) {
			pkg := s.Type.PkgPath()
			if !read[pkg] {
				read[pkg] = true
				if err := c.read(root, pkg); err != nil {
					return nil, err
				}
			}
			if s.Kind == wire.Object && c.of(s.Type) == "" {
				return nil, fmt.Errorf("%v has no doc comment", s.Type)
			}
		}
	}
	return c, nil
}

func (c comments) read(root, pkg string) error {
	files, err := filepath.Glob(filepath.Join(root, strings.TrimPrefix(pkg, "warmroom/"), "*.go"))
	if err != nil {
		return err
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				c.add(pkg, g)
			}
		}
	}
	return nil
}

func (c comments) add(pkg string, g *ast.GenDecl) {
	for _, spec := range g.Specs {
		t := spec.(*ast.TypeSpec)
		doc := t.Doc
		if doc == nil && len(g.Specs) == 1 {
			doc = g.Doc
		}
		c[pkg+"."+t.Name.Name] = strings.Join(strings.Fields(doc.Text()), " ")
	}
}

// messages returns all messages of p in the order of the reference.
func messages(p signaling.Protocol) []signaling.Message {
	var all []signaling.Message
	for _, c := range p.Commands {
		all = append(all, c.Message)
	}
	return append(append(all, p.Answers...), p.Events...)
}

// named returns s and the shapes within it whose Go types have a name of ours,
// outermost first.
func named(s *wire.Shape) []*wire.Shape {
	var all []*wire.Shape
	if strings.HasPrefix(s.Type.PkgPath(), "warmroom/") {
		all = append(all, s)
	}
	if s.Elem != nil {
		all = append(all, named(s.Elem)...)
	}
	for _, f := range s.Fields {
		all = append(all, named(f.Shape)...)
	}
	return all
}
