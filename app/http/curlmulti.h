// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QObject>
#include <QTimer>

#include <curl/curl.h>

#include <deque>
#include <memory>
#include <unordered_map>

class QSocketNotifier;

namespace Crossroads {

class CurlTransfer;

/// libcurl on the event loop of its thread: Qt watches the sockets and the time, libcurl does
/// the rest. What its callbacks gather is told to transfers' owners when libcurl has returned, so that these
/// may start, stop and destroy transfers, this object included; and always from the event loop.
class CurlMulti : public QObject
{
    Q_OBJECT

public:
    explicit CurlMulti(QObject *parent);
    ~CurlMulti() override; ///< transfers that are under way end with CURLE_ABORTED_BY_CALLBACK
    Q_DISABLE_COPY_MOVE(CurlMulti)

    /// Starts \p transfer at once.
    void add(CurlTransfer &transfer);
    /// Stops it, if it is under way, and forgets it.
    void remove(CurlTransfer &transfer);
    /// \p transfer has something to tell.
    void mark(CurlTransfer &transfer);

private:
    struct Watch
    {
        std::unique_ptr<QSocketNotifier> read, write;
    };
    static int socketChanged(CURL *easy, curl_socket_t socket, int what, void *self, void *known);
    static int timerChanged(CURLM *multi, long ms, void *self);
    Watch *watch(curl_socket_t socket);
    std::unique_ptr<QSocketNotifier> notifier(curl_socket_t socket, bool write);
    void act(curl_socket_t socket, int events);
    void collect();
    void tell();
    void tellLater();

    CURLM *m_multi;
    QTimer m_timer;
    // By socket, kept for the next one of the same number: a notifier that is off watches nothing.
    std::unordered_map<curl_socket_t, Watch> m_watches;
    QList<CurlTransfer *> m_transfers;
    std::deque<CurlTransfer *> m_news;
    bool m_willTell = false;
};

} // namespace Crossroads
