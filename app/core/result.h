// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"

#include <expected>

namespace Crossroads {

/// The value, or why there is none.
template<typename T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, QString message, QString hint = {}, QString detail = {})
{
    return std::unexpected(Error{kind, std::move(message), std::move(hint), std::move(detail)});
}

} // namespace Crossroads
