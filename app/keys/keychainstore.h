// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/error.h"
#include "app/core/secret.h"

#include <QFuture>
#include <QObject>
#include <QQueue>

#include <chrono>
#include <expected>
#include <functional>

class QDBusServiceWatcher;
class QDBusVariant;
class QTimer;

namespace QKeychain {
class Job;
}

namespace Crossroads {

/// Each way in which a keychain fails, because each has its own way out.
enum class KeychainProblem {
    NoBus,     ///< no D-Bus session
    NoService, ///< nobody on the bus keeps secrets
    Locked,    ///< the keychain is locked, and nobody could be asked to unlock it
    Dismissed, ///< the person closed the prompt that asks for its password
    Missing,   ///< no such item, although the keychain is open
    Denied,    ///< the keychain refuses this program
    TimedOut,  ///< no answer within the time-out (a prompt may still stand)
    Failed,    ///< anything else
};

template<typename T>
using KeychainResult = std::expected<T, KeychainProblem>;

/// What happened and what to do, for people. The kind is Storage; NotFound for a missing item.
Error keychainError(KeychainProblem problem);

/// Keeps secrets in the system's keychain under one service name: Secret Service (gnome-keyring, KWallet,
/// KeePassXC) on Linux; Keychain and Credential Manager elsewhere, untested. The only file that knows
/// QtKeychain. There is no fallback: a value is in the keychain or nowhere.
///
/// Lives on a thread whose event loop is GLib's (the main thread). Jobs run one at a time and are never
/// given up in flight: a time-out only means that nobody waits any longer.
class KeychainStore : public QObject
{
    Q_OBJECT

public:
    explicit KeychainStore(QObject *parent = nullptr);
    ~KeychainStore() override;

    /// For tests: how long to wait for an answer, prompts included. 60 s at first.
    void setTimeout(std::chrono::milliseconds timeout) { m_timeout = timeout; }

    /// Whether values could be kept and read now, without prompting: nothing, or why not.
    QFuture<KeychainResult<void>> probe();
    /// May show the keychain's own prompt to unlock it.
    QFuture<KeychainResult<Secret>> read(const QString &item);
    /// Reads it back and compares before it says that all is well.
    QFuture<KeychainResult<void>> write(const QString &item, const Secret &value);
    /// All is well too where there was no such item.
    QFuture<KeychainResult<void>> remove(const QString &item);
    /// "GNOME Keyring", "KWallet", "KeePassXC", else "the system keychain"; known after a probe.
    QString serviceName() const { return m_serviceName; }

Q_SIGNALS:
    /// A secret service has come to the bus, or another one took its place.
    void serviceAppeared();

private Q_SLOTS:
    /// The service's own signal; its prompt, and so this, comes one at a time.
    void promptCompleted(bool dismissed, const QDBusVariant &result);

private:
    using Step = std::function<void()>;
    template<typename T>
    using Promise = std::shared_ptr<QPromise<KeychainResult<T>>>; // shared by the queue and the job's end

    void enqueue(Step step);
    void next();
    void startJob(QKeychain::Job *job, const QString &item,
                  std::function<void(QKeychain::Job *, bool timedOut)> done);
    void examine(std::function<void(KeychainResult<void>)> done);
    void askLocked(std::function<void(KeychainResult<void>)> done, bool again = false);
    void learnServiceName(std::function<void()> done);
    /// Goes on to \p then with an open keychain, or one that only a job of its own can open; else to \p
    /// failed.
    void unlockFor(std::function<void()> then, std::function<void(KeychainProblem)> failed);
    void prompt(const QString &path, std::function<void()> then, std::function<void(KeychainProblem)> failed);
    void tellDismissed(std::function<void(KeychainProblem)> failed);
    void readItem(const QString &item, std::function<void(KeychainResult<Secret>)> done);
    /// Why \p job failed, told apart by what the service says about itself.
    void explain(const QKeychain::Job *job, std::function<void(KeychainProblem)> done);

    std::chrono::milliseconds m_timeout{60'000};
    QQueue<Step> m_waiting;
    bool m_busy = false;
    QString m_serviceName;
    std::function<void(bool dismissed)> m_promptEnded; ///< empty: no prompt stands
    QDBusServiceWatcher *m_watcher = nullptr;
};

} // namespace Crossroads
