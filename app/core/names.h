// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAnyStringView>
#include <QLatin1StringView>

#include <optional>
#include <span>
#include <utility>

namespace Crossroads {

/// A closed set with its stable names: one row per value.
template<typename E>
using NameRow = std::pair<E, QLatin1StringView>;

template<typename E>
QLatin1StringView nameIn(std::span<const NameRow<E>> rows, E value)
{
    for (const auto &[key, name] : rows) {
        if (key == value)
            return name;
    }
    return {};
}

template<typename E>
std::optional<E> valueIn(std::span<const NameRow<E>> rows, QAnyStringView name)
{
    for (const auto &[key, text] : rows) {
        if (name == text)
            return key;
    }
    return std::nullopt;
}

} // namespace Crossroads
