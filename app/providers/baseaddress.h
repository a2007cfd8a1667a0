// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/providers/vendors.h"

#include <QString>
#include <QUrl>

#include <optional>

namespace Crossroads {

/// A base address, read from what people paste.
struct BaseAddress
{
    QUrl url;                      ///< as Vendor::baseUrl wants it
    QString removed = {};          ///< the request's own end that was taken off, as "/chat/completions"
    bool queryRemoved = false;     ///< and what stood behind ? or #
    std::optional<Wire> told = {}; ///< whose requests end so; nothing where several wires' do
    bool isMended() const { return !removed.isEmpty() || queryRemoved; }
    bool operator==(const BaseAddress &) const = default;
};

/// \p typed freed from the slashes, the query and the path of one request (.../v1/chat/completions,
/// .../v1/messages, .../models/NAME:generateContent, .../api/chat and their like, in any case) that documents
/// and other programs show with it. Nothing is guessed: what may be right is left as it is, so that no prompt
/// is sent twice to find out. \param wire where it is chosen; else the path's own counts.
BaseAddress baseAddressFrom(const QUrl &typed, std::optional<Wire> wire);

/// What may be wrong with the address of \p vendor where it knows no such path: "/v1" is missing, mostly.
/// Empty where nothing is to be said.
QString missingPathHint(Wire wire, const QUrl &base);

/// What \p base was read from, in a sentence for people; empty where nothing was put right and the path is
/// not another wire's than \p wire.
QString addressRemark(const BaseAddress &base, std::optional<Wire> wire);

/// Whether the query of \p url holds what looks like a key, by its names.
bool hasKeyInQuery(const QUrl &url);
/// Why \p url can not do without its query: a sentence. Empty where it can.
QString queryRefusal(const QUrl &url);

} // namespace Crossroads
