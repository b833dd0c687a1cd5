"""Forwards that store into part of a tensor."""

from __future__ import annotations

from tests.analysis.trace.row import kept, lost

STORES = (
    lost(
        "store_a_row_into_all",
        """
        y = x.clone()
        y[:] = x[0]
        return y
        """,
    ),
    lost(
        "store_a_column_into_several",
        """
        y = torch.zeros_like(x)
        y[:, 1:] = x.sum(1, keepdim=True)
        return y
        """,
    ),
    lost(
        "store_one_value_into_a_column",
        """
        y = x.clone()
        y[:, 0] = torch.zeros(1)
        return y
        """,
    ),
    lost(
        "store_a_ramp_into_planes",
        """
        planes = torch.zeros(2, x.shape[0], x.shape[1])
        planes[0] = torch.linspace(0, 1, 4)
        return planes.sum(0) + x
        """,
    ),
    kept(
        "store_equal_sizes",
        """
        y = torch.zeros(x.shape[0], 2, x.shape[1])
        y[:, 0] = x * 2
        y[:, 1] = x.flip(0)
        return y
        """,
    ),
    kept(
        "store_numbers_and_spread_tensors",
        """
        y = x.clone()
        y[:, 0] = 2.0
        y[:, 1] = x.mean()
        y[:, 2:] = x[:, :1].expand_as(y[:, 2:])
        y[:, 1:] += x[:, :1]
        y[torch.arange(x.shape[0])] = x[0]
        return y
        """,
    ),
    kept(
        "store_into_a_table_of_fixed_size",
        """
        table = torch.zeros(4, 4)
        table[:] = torch.ones(4)
        table[:, 0] = torch.zeros(1)
        return x @ table
        """,
    ),
)
