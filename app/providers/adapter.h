// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/providers/vendors.h"
#include "app/stream/streamevent.h"

#include <QByteArray>
#include <QHttpHeaders>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace Crossroads {

struct ChatMessage
{
    enum class Role { User, Assistant };
    Role role = Role::User;
    QString text;
};

/// One request in the unified format, whatever the wire.
struct ChatRequest
{
    QString model; ///< the provider's own id
    QString system;
    QList<ChatMessage> messages;
    int maxTokens = 0;                 ///< 0: not sent
    std::optional<double> temperature; ///< 0 to 2
};

/// What goes over the wire. The key is not in it: the chat job adds the vendor's credential header.
struct WireRequest
{
    QByteArray path; ///< appended to the vendor's base URL
    QHttpHeaders headers;
    QByteArray body;
};

using StreamEvents = QList<StreamEvent>;

/// Decodes the body of one answer, bytes in, events out. Any chunking of the same bytes gives the same
/// events. Started comes first, once; Finished or Failed comes last, once, from finish(); nothing after.
class AnswerDecoder
{
public:
    virtual ~AnswerDecoder() = default;
    virtual StreamEvents feed(QByteArrayView bytes) = 0;
    /// The body has ended. \param transport why the connection broke; absent where it ended in order.
    virtual StreamEvents finish(const std::optional<Error> &transport) = 0;
    /// The protocol's own end mark was seen ([DONE]): nothing of use can follow.
    virtual bool sawEnd() const = 0;
    /// A finish reason was seen: usage and the end mark may follow, but need not.
    virtual bool sawFinishReason() const = 0;
};

/// One wire format, as pure mapping: no sockets, no state but the decoder's.
class Adapter
{
public:
    virtual ~Adapter() = default;
    virtual WireRequest encode(const ChatRequest &request, const Vendor &vendor) const = 0;
    /// \param contentType of a 2xx answer: it, and the first byte, decide how the body is read.
    virtual std::unique_ptr<AnswerDecoder> decoder(const Vendor &vendor,
                                                   QByteArrayView contentType) const = 0;
    /// A non-2xx answer as an Error, by status and the provider's code; its own words are kept, redacted.
    virtual Error errorFrom(const Vendor &vendor, int status, const QHttpHeaders &headers,
                            QByteArrayView body) const = 0;
};

/// The adapter of \p wire; null where it is not written yet.
const Adapter *adapterFor(Wire wire);

/// The header that carries \p key to \p vendor.
void addCredential(QHttpHeaders &headers, const Vendor &vendor, QByteArrayView key);

/// Retry-After as milliseconds (seconds, retry-after-ms, or an HTTP date against \p nowMs since 1970).
std::optional<std::chrono::milliseconds> retryAfter(const QHttpHeaders &headers, qint64 nowMs);

} // namespace Crossroads
