package document

import (
	"errors"
	"strings"

	"github.com/BurntSushi/toml"
)

// A Form is what the documents of one kind look like, for complaints about those
// that do not.
type Form struct {
	Largest int    // bytes
	Needs   string // what the shortest has, as in "at least a title"
	Lines   string // what lines there are
	Path    string // of some keys, as in "nodes.a.queue or loads.b.rate"
	Open    string // the table in which a setting may make tables; elsewhere a name that is not there is mistyped
}

// A Document is a TOML text that is being read, and what is wrong with it.
type Document struct {
	Root Value // the table of everything; without Val if the text is not TOML
	*source
	form       Form
	complaints []Complaint
}

// Parse reads the text of a file. Err says what is wrong with it, such as that
// it is no TOML; else Root holds what it says.
func Parse(file string, data []byte, form Form) *Document {
	text := strings.TrimPrefix(string(data), "\ufeff")
	if len(data) > form.Largest {
		text = "" // nobody wants to see a line of it
	}
	d := &Document{source: newSource(file, text), form: form, Root: Value{at: newPlace(0)}}
	switch binary := strings.IndexByte(text, 0); {
	case len(data) > form.Largest:
		d.Complain(0, "the file has %d bytes", len(data)).Allow("at most %d", form.Largest)
	case strings.TrimSpace(text) == "":
		d.Complain(0, "the file is empty").Allow("%s", form.Needs)
	case binary >= 0:
		d.Complain(binary, "the file is binary").Allow("a TOML file in UTF-8")
	default:
		d.parse()
	}
	return d
}

func (d *Document) parse() {
	text := d.text
	if at := invalidUTF8(text); at >= 0 {
		d.Complain(at, "the byte 0x%02x is not UTF-8", text[at]).Allow("text in UTF-8")
		return
	}
	root, stop, excess := scan(text)
	if excess.message != "" {
		d.complaints = append(d.complaints, excess)
		return
	}
	understood := text
	if stop < len(text) {
		// The library sees nothing beyond the line that the scanner could not
		// follow, so the limits on the shape hold for all that it reads.
		if n := strings.IndexByte(text[stop:], '\n'); n >= 0 {
			understood = text[:stop+n+1]
		}
	}
	var tree map[string]any
	err := decode(understood, &tree)
	var syntax toml.ParseError
	switch {
	case errors.As(err, &syntax):
		message, allowed := d.form.explain(syntax.Message)
		d.Complain(syntax.Position.Start, "%s", message).Allow("%s", allowed)
	case err != nil, stop < len(text):
		d.Complain(stop, "this is not TOML").Allow("%s", d.form.Lines)
	default:
		d.Root = Value{Val: tree, at: root}
	}
}
