// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/core/result.h"
#include "app/core/secret.h"
#include "app/http/httpserver.h"
#include "app/providers/vendors.h"

#include <QObject>

#include <chrono>
#include <optional>

namespace Crossroads {

/// How one simulated model behaves. Set per request after its id:
/// "sandbox/slow@tokens=200,rate=40,ttft=300,fail=429".
struct SandboxPace
{
    enum class Fail { None, E401, E402, E429, E500, Cut, Stall, Html, InBand };
    std::optional<int> tokens; ///< length of the answer, 1 to 1,000,000
    double rate = 60;          ///< tokens per second; 0: as fast as it goes
    std::chrono::milliseconds ttft{300};
    std::chrono::milliseconds thinking{0}; ///< how long reasoning streams before the answer
    Fail fail = Fail::None;

    /// \p spec is what follows "@". WrongUse names the part that is not understood.
    static Result<SandboxPace> parse(QStringView spec, SandboxPace defaults);
};

/// Simulated models behind a real loopback HTTP server (random port, own bearer token) that speak the real
/// wire formats, all four of them: swift, thinker, writer, slow, fails, limited, breaks. Nothing leaves
/// this machine and nothing costs. Answers respond to the prompt. Lives on the engine thread.
class Sandbox : public QObject
{
    Q_OBJECT

public:
    struct Persona
    {
        QString id;   ///< "swift"
        QString name; ///< "Sandbox Swift"
        QString description;
        SandboxPace pace;
    };
    static const QList<Persona> &personas();

    explicit Sandbox(QObject *parent = nullptr);
    ~Sandbox() override;
    Result<void> start();
    /// The Sandbox as a provider, once per wire: "sandbox" speaks OpenAI's, "sandbox-anthropic",
    /// "sandbox-gemini" and "sandbox-ollama" theirs.
    QList<Vendor> vendors() const;
    Secret token() const { return m_token; }

private:
    void answer(const HttpServerRequest &request, HttpResponder *responder);
    HttpServer m_server;
    Secret m_token;
};

} // namespace Crossroads
