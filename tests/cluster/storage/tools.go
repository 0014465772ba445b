//go:build tools

package storage

import (
	_ "github.com/buildbarn/bb-storage/cmd/bb_storage"
)
