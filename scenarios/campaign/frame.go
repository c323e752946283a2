package campaign

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// A ledger is a row of frames, the header first:
//
//	mark "WTL2" │ size of the payload, 4 bytes │ sum of both, 4 bytes │ payload │ its sum, 16 bytes
//
// Sums are the beginnings of SHA-256. As the size has a sum of its own, a file that ends
// within a frame is told from one whose size was bent: the first is a write that a kill
// or a full disk cut short, and is cut off; the second is damage, and is refused.
const (
	markWord   = "WTL"
	frameMark  = markWord + "2" // grows with each change to what a ledger holds
	frameHead  = len(frameMark) + 4 + 4
	frameTail  = 16
	largeFrame = 1 << 30
)

func frame(payload []byte) []byte {
	out := make([]byte, 0, frameHead+len(payload)+frameTail)
	out = append(out, frameMark...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(payload)))
	head := sha256.Sum256(out)
	out = append(append(out, head[:4]...), payload...)
	tail := sha256.Sum256(payload)
	return append(out, tail[:frameTail]...)
}

// A Damage is a place of a ledger at which it is not what was written.
type Damage struct {
	Path string
	At   int64 // offset in bytes
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d: what stands there is not what was written", d.Path, d.At)
}

// A scanner reads frames.
type scanner struct {
	file io.ReaderAt
	size int64
	at   int64 // of the next frame
}

// sizeAt returns the size of the payload of a frame, and whether its head is sound.
func sizeAt(head []byte) (int64, bool) {
	ok := string(head[:len(frameMark)]) == frameMark && summed(head)
	size := int64(binary.LittleEndian.Uint32(head[len(frameMark):]))
	return size, ok && size <= largeFrame
}

// next returns the payload of the next frame, and its offset. At the end it returns
// io.EOF, in a torn tail io.ErrUnexpectedEOF; errDamaged means that at is where the damage is.
func (s *scanner) next() (payload []byte, offset int64, err error) {
	left := s.size - s.at
	if left == 0 {
		return nil, 0, io.EOF
	}
	head := make([]byte, frameHead)
	if left < int64(len(head)) {
		head = head[:left]
	}
	if _, err := s.file.ReadAt(head, s.at); err != nil {
		return nil, 0, err
	}
	if len(head) < frameHead {
		if n := min(len(head), len(frameMark)); string(head[:n]) == frameMark[:n] || s.blank(s.at) {
			return nil, 0, io.ErrUnexpectedEOF
		}
		return nil, 0, errDamaged
	}
	size, ok := sizeAt(head)
	switch {
	case !ok && s.blank(s.at):
		return nil, 0, io.ErrUnexpectedEOF
	case !ok:
		return nil, 0, errDamaged
	case left < int64(frameHead)+size+frameTail:
		return nil, 0, io.ErrUnexpectedEOF
	}
	data := make([]byte, size+frameTail)
	if _, err := s.file.ReadAt(data, s.at+int64(frameHead)); err != nil {
		return nil, 0, err
	}
	payload = data[:size:size]
	if sum := sha256.Sum256(payload); !bytes.Equal(sum[:frameTail], data[size:]) {
		if s.blank(s.at + int64(frameHead)) {
			return nil, 0, io.ErrUnexpectedEOF
		}
		return nil, 0, errDamaged
	}
	offset = s.at + int64(frameHead)
	s.at = offset + int64(len(data))
	return payload, offset, nil
}

// otherForm returns the mark of another version, if a file begins with a sound head of one.
func otherForm(file io.ReaderAt) (mark string, ok bool) {
	head := make([]byte, frameHead)
	if _, err := file.ReadAt(head, 0); err != nil || !summed(head) {
		return "", false
	}
	mark = string(head[:len(frameMark)])
	return mark, mark != frameMark && strings.HasPrefix(mark, markWord)
}

// summed reports whether the head of a frame has the sum of its mark and size.
func summed(head []byte) bool {
	sum := sha256.Sum256(head[:frameHead-4])
	return bytes.Equal(sum[:4], head[frameHead-4:frameHead])
}

// blank reports whether all from an offset on is zero: a file that grew before the power
// went, and was not written.
func (s *scanner) blank(from int64) bool {
	chunk := make([]byte, 64<<10)
	for from < s.size {
		n, _ := s.file.ReadAt(chunk[:min(int64(len(chunk)), s.size-from)], from)
		if n == 0 || bytes.ContainsFunc(chunk[:n], func(r rune) bool { return r != 0 }) {
			return false
		}
		from += int64(n)
	}
	return true
}

// skip goes to the next sound frame behind damage, if there is one, or to the end.
func (s *scanner) skip() {
	rest := make([]byte, s.size-s.at)
	if _, err := s.file.ReadAt(rest, s.at); err != nil {
		s.at = s.size
		return
	}
	for from := 1; ; from++ {
		next := bytes.Index(rest[min(from, len(rest)):], []byte(frameMark))
		if next < 0 {
			s.at = s.size
			return
		}
		if from += next; len(rest)-from >= frameHead {
			if _, ok := sizeAt(rest[from : from+frameHead]); ok {
				s.at += int64(from)
				return
			}
		}
	}
}
