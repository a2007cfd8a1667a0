// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/tokens.h"

#include <QTest>

using namespace Crossroads;

class TestTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contrastIsTheOneOfWcag()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(qRound(contrastRatio(Qt::white, Qt::white) * 10), 10);
        QCOMPARE(qRound(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) * 100), 448);
    }

    void everyRoleCanBeReadOnEveryDesktop_data()
    {
        QTest::addColumn<QRgb>("window");
        QTest::addColumn<QRgb>("base");
        QTest::addColumn<QRgb>("text");
        QTest::addColumn<QRgb>("accent");
        const struct
        {
            const char *name;
            QRgb window, base, text;
        } palettes[] = {
            {"light", 0xEFF0F1, 0xFFFFFF, 0x232629},
            {"dark", 0x202326, 0x141618, 0xFCFCFC},
            {"high contrast dark", 0x000000, 0x000000, 0xFFFFFF},
            {"high contrast light", 0xFFFFFF, 0xFFFFFF, 0x000000},
        };
        const QRgb accents[] = {0x3DAEE9, 0xE93D58, 0xE9643A, 0xE8CB2D, 0x3DD425, 0x00D3B8,
                                0xB875DC, 0x926EE4, 0x686B6F, 0x000000, 0xFFFFFF, 0xFFFF00};
        for (const auto &p : palettes) {
            for (const QRgb accent : accents)
                QTest::addRow("%s with accent %06x", p.name, accent & 0xffffff)
                    << p.window << p.base << p.text << accent;
        }
    }
    void everyRoleCanBeReadOnEveryDesktop()
    {
        QFETCH(QRgb, window);
        QFETCH(QRgb, base);
        QFETCH(QRgb, text);
        QFETCH(QRgb, accent);
        QPalette palette;
        palette.setColor(QPalette::Window, window);
        palette.setColor(QPalette::Base, base);
        palette.setColor(QPalette::AlternateBase, window);
        palette.setColor(QPalette::WindowText, text);
        palette.setColor(QPalette::Accent, accent);
        const Tokens t = Tokens::fromPalette(palette);
        for (const QColor &color : {t.text, t.muted, t.accent, t.ok, t.warn, t.error, t.thinking}) {
            for (const QColor &ground : {t.window, t.base, t.tint})
                QVERIFY2(contrastRatio(color, ground) >= 4.5,
                         qPrintable(color.name() + QStringLiteral(" on ") + ground.name()));
        }
        for (const QColor &ground : {t.window, t.base})
            QVERIFY(contrastRatio(t.edge, ground) >= 3);
        QVERIFY(contrastRatio(t.fill, Qt::white) >= 4.5);
        QVERIFY(contrastRatio(t.text, t.errorGround) >= 4.5);
        QVERIFY(contrastRatio(t.text, t.warnGround) >= 4.5);
    }
};

QTEST_MAIN(TestTokens)
#include "tst_tokens.moc"
