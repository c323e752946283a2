package nodes

import (
	"errors"
	"time"

	"wavetank/sim"
)

type PPM float64
type ClockConfig struct {
	Offset time.Duration
	Drift  PPM
}
type Clock struct{}

func NewClock(w *sim.World, c ClockConfig) *Clock   { return &Clock{} }
func (c *Clock) Step(by time.Duration) (undo func()) { return func() {} }
func (c *Clock) Drift(add PPM) (undo func())         { return func() {} }

type DiskConfig struct{ Write, Fsync sim.Dist }
type Disk struct{}

func NewDisk(o *sim.Owner, c DiskConfig) *Disk                   { return &Disk{} }
func (d *Disk) Append(p *sim.Proc, f string, b []byte) error     { return errors.New("x") }
func (d *Disk) Sync(p *sim.Proc, f string) error                 { return nil }
func (d *Disk) Crash()                                           {}
func (d *Disk) Slow(f float64) (undo func())                     { return func() {} }
func (d *Disk) Fill() (undo func())                              { return func() {} }
