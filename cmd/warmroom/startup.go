package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"warmroom/fault"
)

// listen opens the listener of an option. Its errors are sentences for the
// person who starts the program: what is wrong, and what to do about it.
func listen(ctx context.Context, option, address string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, addressFault(option, address, err)
	}
	return l, nil
}

// addressFault says in plain words why an address can't be listened on.
func addressFault(option, address string, err error) error {
	_, port, _ := net.SplitHostPort(address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s: port %s is in use (%s). Stop the program that uses it, or set %s to another address", option, port, address, option)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s: this user may not listen on port %s. Choose a port above 1023, or grant the right with: setcap cap_net_bind_service=+ep on the binary", option, port)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s: %s is not an address of this machine. Leave the host out to listen on all of them", option, address)
	}
	return fmt.Errorf("%s: can't listen on %s: %w", option, address, err)
}

// prepareFolder makes the data folder and proves that it can be written to.
func prepareFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return folderFault(folder, err)
	}
	probe, err := os.CreateTemp(folder, ".writable-*")
	if err != nil {
		return folderFault(folder, err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func folderFault(folder string, err error) error {
	if absolute, e := filepath.Abs(folder); e == nil {
		folder = absolute
	}
	why := err
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		why = p.Err
	}
	return fmt.Errorf("WARMROOM_DATA: can't write to the folder %s: %w. Make it writable for the user that runs warmroom, or choose another folder", folder, why)
}

// fault says which media option an error of the SFU is about.
func (c MediaConfig) fault(err error) error {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Addr == nil {
		return fmt.Errorf("WARMROOM_MEDIA_UDP, WARMROOM_MEDIA_TCP or WARMROOM_TURN: %w", err)
	}
	_, at, _ := net.SplitHostPort(op.Addr.String())
	for _, o := range []struct{ option, network, address string }{
		{"WARMROOM_MEDIA_UDP", "udp", c.UDP},
		{"WARMROOM_MEDIA_TCP", "tcp", c.TCP},
		{"WARMROOM_TURN", "udp", c.TURN},
		{"WARMROOM_TURN", "tcp", c.TURN},
	} {
		if _, port, _ := net.SplitHostPort(o.address); port == at && strings.HasPrefix(op.Net, o.network) {
			return addressFault(o.option, op.Addr.String(), err)
		}
	}
	return addressFault("WARMROOM_MEDIA_UDP", op.Addr.String(), err)
}

// spoken returns the sentence of a fault, for the operator's terminal; other
// errors stay as they are.
func spoken(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return errors.New(strings.TrimSuffix(f.Sentence, "."))
	}
	return err
}
