// SPDX-FileCopyrightText: 2026 The Crossroads authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/common/answerview.h"
#include "ui/common/picturegate.h"

#include <QAccessible>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QScreen>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Crossroads;
using namespace Qt::StringLiterals;

class OpenedLinks : public QObject
{
    Q_OBJECT

public:
    QList<QUrl> urls;

public Q_SLOTS:
    void take(const QUrl &url) { urls.append(url); }
};

class TestAnswerView : public QObject
{
    Q_OBJECT

    static Answer answer(const QString &text, LaneState state)
    {
        Answer a;
        a.text = text;
        a.state = state;
        return a;
    }

    static QByteArray picture(const QColor &color, const char *format, QSize size = {40, 30})
    {
        QImage image(size, QImage::Format_RGB32);
        image.fill(color);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, format))
            qFatal("cannot write %s", format);
        return bytes;
    }
    static QByteArray png(const QColor &color) { return picture(color, "PNG"); }
    static QByteArray tinyGif()
    {
        return QByteArray::fromHex("4749463839610100010080000000ff00ffffff2c00000000010001000002024401003b");
    }
    static QByteArray svg()
    {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><rect width=\"40\" "
               "height=\"30\" fill=\"#ff0000\"/></svg>";
    }
    /// Of 60,000 by 60,000 px, by its head alone.
    static QByteArray vastPng()
    {
        QByteArray bytes = png(Qt::red);
        bytes.replace(16, 8, QByteArray::fromHex("0000ea600000ea60"));
        return bytes;
    }
    static QString data(const QByteArray &bytes, const char *type = "image/png")
    {
        return u"data:"_s + QString::fromLatin1(type) + u";base64,"_s + QString::fromLatin1(bytes.toBase64());
    }
    /// Moves the pointer to \p point. Not by QTest::mouseMove, which asks the window system for it where no
    /// button is held, so that the view hears of it later or, when it stands there already, never.
    static void hover(AnswerView &view, QPoint point)
    {
        QMouseEvent move(QEvent::MouseMove, point, view.viewport()->mapToGlobal(QPointF(point)), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view.viewport(), &move);
    }

    static int pixels(AnswerView &view, const QColor &color)
    {
        const QImage shown = view.viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32);
        int count = 0;
        for (int y = 0; y < shown.height(); ++y) {
            for (int x = 0; x < shown.width(); ++x)
                count += shown.pixel(x, y) == color.rgb();
        }
        return count;
    }

    /// All 26 lines of the list, one below the other.
    static QString fieldCases()
    {
        const QString plot = data(png(QColor(0x3D, 0xAE, 0xE9)));
        return u"1 需要5~10分钟，共重复3~5次。\n\n2 sizes 5~10 cm and 20~30 cm, ~~old~~\n\n"
               "3 他把这叫作**“慢思考”**的方法。\n\n4 "
               "**注意：不要关机。**然后等待。这是*斜体*文字，**「強調」**です。\n\n"
               "5 set PATH to $HOME/bin:$PATH now\n\n6 compare $AAPL/$MSFT and $BTC-$ETH\n\n"
               "7 see https://example.com/x?a=$a&y=$b end\n\n8 Real math: $E=mc^2$ and \\(a^2+b^2\\)\n\n"
               "9 \\\\[x\\\\]\n\n10 $\\frac{1}{2}x$ beside $\\frac{1}{2x}$\n\n"
               "11 $\\frac{a}{b}c$ beside $\\frac{a}{bc}$\n\n12 $\\sqrt{x}y$ beside $\\sqrt{xy}$\n\n"
               "13 请看 https://example.com/docs（中文说明）了解更多\n\n14 见 https://example.com/a。\n\n"
               "15 http://localhost:3000 ok and http://127.0.0.1:8080/v1/models ok\n\n"
               "16 https://example.com/wiki/Foo_(bar) ok, https://example.com/~user, "
               "https://example.com/a%20b\n\n"
               "17 \"https://example.com/q\" and URL:https://example.com/r\n\n"
               "18 https://example.com/x?a=1&b=2#frag\n\n"
               "| 19 | State | Note |\n|---|---|---|\n| a | Open<br>Close<br/>Again | b | surplus |\n\n"
               "20 H<sub>2</sub>O, x<sup>2</sup>, press <kbd>Ctrl</kbd>, <u>u</u>, <mark>m</mark>, "
               "<small>s</small>, "
               "<del>d</del>, <b>any other tag</b>\n\n"
               "افتح الملف `/etc/hosts` ثم احفظ 21\n\nהפונקציה `foo()` מחזירה 22\n\n"
               "- קובץ `/etc/hosts` כאן\n- ועוד `foo()` אחד\n\n"
               "| الاسم | العدد | 23 |\n|---|---|---|\n| أحمد | `x[0]` | ثلاثة |\n\n"
               "24 As they say.[^smith-and-jones-2024]\n\n"
               "25 An old silent pond\nA frog jumps into the pond\nSplash! Silence again.\n\n"
               "26 words, then ![x](%1) on the same line, ![y](%1) ![z](%1)\n\n- in a list ![x](%1)\n\n"
               "| a | b |\n|---|---|\n| ![x](%1) | in a table |\n\n> in a quote ![x](%1)\n\n"
               "and one that still arrives: ![a plot](data:image/png;base64,iVBORw0KGgo\n\n"
               "[^smith-and-jones-2024]: Smith and Jones, 2024.\n"_s.arg(plot);
    }

    /// Every block that lies in sight has left ink where it says that it stands.
    static void checkDrawn(AnswerView &view, const QImage &taken)
    {
        const QRgb ground = view.palette().color(QPalette::Base).rgb();
        int seen = 0;
        for (const auto &entry : view.entries()) {
            const QRect rect = view.rectOf(entry.place, int(entry.text.size())) & view.viewport()->rect();
            if (entry.text.isEmpty() || rect.height() < 8 || rect.width() < 2)
                continue;
            ++seen;
            int ink = 0;
            for (int y = rect.top(); y <= rect.bottom(); ++y) {
                for (int x = rect.left(); x <= rect.right(); ++x)
                    ink += (taken.pixel(x, y) & 0xffffff) != (ground & 0xffffff);
            }
            QVERIFY2(ink > 4, qPrintable(entry.text));
        }
        QVERIFY(seen > 3);
    }

private Q_SLOTS:
    void growingInAnyStepsShowsTheSame()
    {
        const QString text =
            u"# Title\n\nSome **bold** text and <b>no tag</b>.\n\n```python\ndef f():\n    return 1\n```\n\n"
            "| a | b |\n|---|---|\n| 1 | 2 |\n\n- x\n- y\n\nThe end"_s;
        AnswerView whole;
        whole.resize(400, 300);
        whole.showAnswer(answer(text, LaneState::Done));
        for (const int step : {1, 3, 17}) {
            AnswerView view;
            view.resize(400, 300);
            for (qsizetype at = 0; at <= text.size(); at += step)
                view.showAnswer(answer(text.first(at), LaneState::Streaming));
            view.showAnswer(answer(text, LaneState::Done));
            QCOMPARE(view.plainText(), whole.plainText());
        }
        QVERIFY(whole.plainText().contains(u"<b>no tag</b>"_s));
        QVERIFY(whole.plainText().contains(u"def f():\n    return 1"_s));
    }

    void aTableWiderThanItsLaneIsPainted()
    {
        AnswerView view;
        view.resize(200, 300); // and there is no code, whose bar would be looked for
        const QString cell = QString(40, u'w');
        view.showAnswer(answer(u"| %1 | %1 | %1 |\n|---|---|---|\n| 1 | 2 | 3 |\n\nThe end"_s.arg(cell),
                               LaneState::Done));
        QVERIFY(!view.grab().isNull());
        for (int y = 0; y < view.viewport()->height(); y += 4)
            hover(view, QPoint(60, y));
    }

    void theReaderIsNotMovedUnlessAtTheEnd()
    {
        AnswerView view;
        view.resize(300, 200);
        view.show();
        QString text;
        for (int i = 0; i < 60; ++i)
            text += u"Paragraph %1\n\n"_s.arg(i);
        view.showAnswer(answer(text, LaneState::Streaming));
        QTRY_COMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        view.verticalScrollBar()->setValue(10);
        text += text;
        view.showAnswer(answer(text, LaneState::Streaming));
        QCOMPARE(view.verticalScrollBar()->value(), 10);
        QVERIFY(view.hasMoreBelow());
        view.scrollToEnd();
        view.showAnswer(answer(text + text, LaneState::Streaming));
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
    }

    void picturesStandBelowTheWords()
    {
        QImage red(40, 30, QImage::Format_RGB32);
        red.fill(QColor(200, 0, 0));
        QByteArray png;
        QBuffer buffer(&png);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && red.save(&buffer, "PNG"));
        AnswerView view;
        view.resize(400, 300);
        view.show();
        Answer answer;
        answer.state = LaneState::Streaming;
        answer.text = u"Here it is."_s;
        view.showAnswer(answer);
        const auto redPixels = [&] {
            const QImage shown = view.viewport()->grab().toImage();
            int count = 0;
            for (int y = 0; y < shown.height(); ++y) {
                for (int x = 0; x < shown.width(); ++x)
                    count += shown.pixelColor(x, y) == QColor(200, 0, 0);
            }
            return count;
        };
        QCOMPARE(redPixels(), 0);
        answer.images.append({"image/png", png});
        answer.state = LaneState::Done;
        view.showAnswer(answer);
        QTRY_VERIFY(redPixels() >= 40 * 30 - 200);
        view.showAnswer(Answer());
        QTRY_COMPARE(redPixels(), 0);
    }

    void everythingCanBeCopied()
    {
        AnswerView view;
        view.resize(300, 200);
        view.showAnswer(answer(u"one\n\ntwo"_s, LaneState::Incomplete));
        QCOMPARE(view.selectedText(), QString());
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectedText(), u"one\n\ntwo"_s);
    }

    void argumentsThatGrowAreMadeAnewSeldom()
    {
        AnswerView view;
        view.resize(300, 200);
        Answer a = answer({}, LaneState::Streaming);
        a.toolCalls = {{0, u"1"_s, u"write_file"_s, u"{\"body\":\""_s}};
        int makings = 0;
        qsizetype shown = -1;
        for (int i = 0; i < 1'000; ++i) {
            a.toolCalls[0].arguments += QString(160, u'x');
            view.showAnswer(a);
            const qsizetype now = view.plainText().count(u'x');
            makings += now != shown;
            shown = now;
            QVERIFY2(shown <= (i + 1) * 160, qPrintable(QString::number(i)));
            QVERIFY2(shown >= (i + 1) * 160 * 7 / 9, qPrintable(QString::number(i)));
        }
        QVERIFY2(makings < 80, qPrintable(QString::number(makings)));
        a.toolCalls[0].arguments += u"\"}"_s;
        a.state = LaneState::Done;
        view.showAnswer(a);
        QCOMPARE(view.plainText().count(u'x'), 160'000);
    }

    void growthInRandomStepsEndsAsTheWholeDoes()
    {
        const QStringList parts{u"# Head\n\n"_s,
                                u"Words with *style* and [a link][l].\n\n"_s,
                                u"- a\n- b\n\n"_s,
                                u"- a\n\n- b\n"_s,
                                u"```cpp\nint main() {\n    return 0;\n}\n```\n"_s,
                                u"| a | b |\n|---|--:|\n| 1 | two words |\n"_s,
                                u"> quote\nlazy\n\n"_s,
                                u"[l]: https://example.org\n\n"_s,
                                u"A note[^n].\n\n[^n]: it is here\n\n"_s,
                                u"$$\nx^2\n$$\n"_s,
                                u"<b>raw</b>\n\n"_s,
                                u"中文。\n"_s,
                                u"***\n"_s,
                                u"1. x\n\n   y\n"_s};
        QRandomGenerator random(11);
        for (int round = 0; round < 60; ++round) {
            QString text;
            for (int i = random.bounded(2, 12); i > 0; --i)
                text += parts[random.bounded(parts.size())];
            AnswerView whole;
            whole.resize(360, 300);
            whole.showAnswer(answer(text, LaneState::Done));
            AnswerView view;
            view.resize(360, 300);
            view.show();
            for (qsizetype at = 0; at < text.size(); at += random.bounded(1, 25))
                view.showAnswer(answer(text.first(at), LaneState::Streaming));
            view.showAnswer(answer(text, LaneState::Done));
            QCOMPARE(view.plainText(), whole.plainText());
            // Once everything has been seen, it also stands where the whole one has it.
            whole.show();
            whole.resize(360, 6000);
            view.resize(360, 6000);
            QTRY_COMPARE(view.grab().toImage(), whole.grab().toImage());
        }
    }

    void whatIsSelectedStaysSelected()
    {
        AnswerView view;
        view.resize(300, 200);
        view.showAnswer(answer(u"one two three\n\nfour"_s, LaneState::Streaming));
        view.select({1, 0, 4}, {1, 0, 7});
        QCOMPARE(view.selectedText(), u"two"_s);
        view.showAnswer(
            answer(u"one two three\n\nfour **five**\n\n```\nsix\n```\nseven"_s, LaneState::Streaming));
        QCOMPARE(view.selectedText(), u"two"_s);
        view.showAnswer(answer(u"one two three\n\nfour **five**\n\n```\nsix\n```\nseven"_s, LaneState::Done));
        QCOMPARE(view.selectedText(), u"two"_s);
        view.selectAll();
        QCOMPARE(view.selectedText(), u"one two three\n\nfour five\n\nsix\n\nseven"_s);
        QCOMPARE(view.selectedMarkdown(), u"one two three\n\nfour **five**\n\n```\nsix\n```\nseven"_s);
    }

    void partsAreCopiedAsMarkdown_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QString>("plain");
        QTest::addColumn<QString>("markdown");
        QTest::newRow("half of a bold word") << u"a **bold** word"_s << 2 << 4 << u"bo"_s << u"**bo**"_s;
        QTest::newRow("a link") << u"see [here](https://x.org) now"_s << 4 << 8 << u"here"_s
                                << u"[here](https://x.org)"_s;
        QTest::newRow("a whole heading") << u"## Two"_s << 0 << 3 << u"Two"_s << u"## Two"_s;
        QTest::newRow("a table's head") << u"| a |\n|---|\n| 1 |"_s << 0 << 1 << u"a"_s << u"| a |\n|---|"_s;
        QTest::newRow("a line that a table follows")
            << u"words\n| a |\n|---|\n| 1 |"_s << 0 << 5 << u"words"_s << u"words"_s;
        QTest::newRow("math as it is written") << u"$\\alpha$"_s << 0 << 1 << u"α"_s << u"$\\alpha$"_s;
    }
    void partsAreCopiedAsMarkdown()
    {
        QFETCH(QString, text);
        QFETCH(int, from);
        QFETCH(int, to);
        AnswerView view;
        view.resize(300, 200);
        view.showAnswer(answer(text, LaneState::Done));
        view.select({1, 0, from}, {1, 0, to});
        QTEST(view.selectedText(), "plain");
        QTEST(view.selectedMarkdown(), "markdown");
    }

    void aMouseSelectsAcrossBlocks()
    {
        AnswerView view;
        view.resize(300, 200);
        view.show();
        view.showAnswer(answer(u"first\n\n- item\n\nlast"_s, LaneState::Done));
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QRect first = view.rectOf({1, 0, 0}, 1);
        const QRect last = view.rectOf({1, 2, 2}, 0);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, first.center() - QPoint(first.width() / 2, 0));
        QTest::mouseMove(view.viewport(), last.center());
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, last.center());
        QCOMPARE(view.selectedText(), u"first\n\n- item\n\nla"_s);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view.selectedText(), u"first\n\n- item\n\nlas"_s);
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), u"first\n\n- item\n\nlas"_s);
    }

    void findsSurviveGrowth()
    {
        AnswerView view;
        view.resize(300, 200);
        QSignalSpy changed(&view, &AnswerView::findChanged);
        view.showAnswer(
            answer(u"An apple.\n\n| Apple |\n|---|\n| *app*le |\n\nAn app"_s, LaneState::Streaming));
        QCOMPARE(view.setFind(u"apple"_s), 3);
        view.showFind(1);
        QCOMPARE(view.currentFind(), 1);
        view.showAnswer(answer(u"An apple.\n\n| Apple |\n|---|\n| *app*le |\n\nAn apple and\n\n```\napple"_s,
                               LaneState::Streaming));
        QCOMPARE(view.findCount(), 5);
        QCOMPARE(view.currentFind(), 1);
        QCOMPARE(changed.last().at(0).toInt(), 5);
        view.setFind({});
        QCOMPARE(view.findCount(), 0);
    }

    void aMatchFarAwayIsShown()
    {
        AnswerView view;
        view.resize(300, 200);
        view.show();
        QString text;
        for (int i = 0; i < 2000; ++i)
            text += u"Paragraph %1 with some more words in it, so that it takes two lines.\n\n"_s.arg(i);
        view.showAnswer(answer(text, LaneState::Done));
        QCOMPARE(view.setFind(u"Paragraph 1500 "_s), 1);
        view.showFind(0);
        const QRect at = view.rectOf({1, 1500, 0}, 9);
        QVERIFY2(view.viewport()->rect().contains(at.center()), qPrintable(QString::number(at.y())));
    }

    void scrollingUpMovesWhatIsSeenByThatMuch()
    {
        AnswerView view;
        view.resize(300, 400);
        view.show();
        QString text;
        for (int i = 0; i < 300; ++i)
            text +=
                QString(i * 7 % 300, u'w').replace(u"wwww"_s, u"w w "_s) + u" p%1\n\n- x\n- y\n\n"_s.arg(i);
        view.showAnswer(answer(text, LaneState::Streaming));
        QCOMPARE(view.verticalScrollBar()->value(), view.verticalScrollBar()->maximum());
        // What lies above has never been laid out; its heights are guesses until it comes into sight.
        for (int step = 0; step < 40; ++step) {
            const auto place = view.placeAt({30, 200});
            const int before = view.rectOf(place, 0).y();
            const int value = view.verticalScrollBar()->value();
            view.verticalScrollBar()->setValue(value - 90);
            QCOMPARE(view.rectOf(place, 0).y(), before + 90);
        }
    }

    void whatIsBlittedIsWhatWouldBePainted()
    {
        AnswerView view;
        view.resize(320, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QString text;
        QRandomGenerator random(5);
        for (int i = 0; i < 60; ++i) {
            text += i % 7 == 3   ? u"```py\nx = %1\ny = 2\n"_s.arg(i)
                    : i % 7 == 4 ? u"```\n"_s
                                 : u"- word **%1** and"_s.arg(i);
            text += i % 3 == 0 ? u" more\n\n"_s : u" some words that go on\n"_s;
            view.showAnswer(answer(text, LaneState::Streaming));
            if (random.bounded(5) == 0)
                view.verticalScrollBar()->setValue(view.verticalScrollBar()->value() - random.bounded(200));
            else if (random.bounded(5) == 0)
                view.scrollToEnd();
            QTest::qWait(1);
            const QImage screen = view.viewport()
                                      ->screen()
                                      ->grabWindow(view.winId())
                                      .toImage()
                                      .convertToFormat(QImage::Format_RGB32);
            const QImage painted = view.grab().toImage().convertToFormat(QImage::Format_RGB32);
            if (i > 5 && screen.copy(0, 0, 290, 300) != painted.copy(0, 0, 290, 300)) {
                const auto settled = [&] { // the screen may be a frame behind
                    return view.viewport()
                               ->screen()
                               ->grabWindow(view.winId())
                               .toImage()
                               .convertToFormat(QImage::Format_RGB32)
                               .copy(0, 0, 290, 300) == painted.copy(0, 0, 290, 300);
                };
                if (!QTest::qWaitFor(settled, 2'000))
                    QFAIL(qPrintable(u"step %1"_s.arg(i)));
            }
        }
    }

    void aPlaceIsFoundAgainInAnotherAnswer()
    {
        AnswerView a, b;
        QString one, two;
        for (int i = 0; i < 8; ++i) {
            one += u"## Part %1\n\n"_s.arg(i) + u"Short.\n\n"_s.repeated(6);
            two += u"## Part %1\n\n"_s.arg(i) +
                   u"A much longer paragraph that takes several lines here.\n\n"_s.repeated(9);
        }
        for (AnswerView *view : {&a, &b}) {
            view->resize(300, 200);
            view->show();
        }
        a.showAnswer(answer(one, LaneState::Done));
        b.showAnswer(answer(two, LaneState::Done));
        a.verticalScrollBar()->setValue(0);
        a.scrollTo({.heading = 4, .block = 0, .share = 0});
        QCOMPARE(a.readingPlace().heading, 4);
        b.scrollTo(a.readingPlace());
        QCOMPARE(b.readingPlace().heading, 4);
        QVERIFY(b.verticalScrollBar()->value() > a.verticalScrollBar()->value());
    }

    void reasoningFoldsWhenTheAnswerBegins()
    {
        AnswerView view;
        view.resize(300, 300);
        Answer a = answer({}, LaneState::Thinking);
        a.reasoning = u"because"_s;
        view.showAnswer(a);
        QCOMPARE(view.plainText(), u"because"_s);
        a.text = u"So."_s;
        a.state = LaneState::Streaming;
        view.showAnswer(a);
        QCOMPARE(view.plainText(), u"So."_s);
        // Its row opens it again, by the mouse or by the keyboard, and then it stays open.
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {60, 24});
        QCOMPARE(view.plainText(), u"because\n\nSo."_s);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(view.plainText(), u"So."_s);
    }

    void codeIsCopiedAndFolded()
    {
        AnswerView view;
        view.resize(400, 300);
        view.show();
        QString code;
        for (int i = 0; i < 100; ++i)
            code += u"line %1\n"_s.arg(i);
        view.showAnswer(answer(u"```\n"_s + code + u"```\n\nend"_s, LaneState::Done));
        view.verticalScrollBar()->setValue(0);
        const int whole = view.verticalScrollBar()->maximum();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {360, 24}); // Copy
        QCOMPARE(QApplication::clipboard()->text(), code.chopped(1));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, {40, 24}); // the language's name folds
        QVERIFY(whole > 1000);
        QCOMPARE(view.verticalScrollBar()->maximum(), 0);
    }

    void structuredOutputIsReadable()
    {
        AnswerView view;
        view.resize(400, 300);
        const QString json = u"{\"a\":[1,2],\"b\":\"*x*\"}"_s;
        for (qsizetype at = 0; at <= json.size(); ++at)
            view.showAnswer(answer(json.first(at), LaneState::Streaming));
        view.showAnswer(answer(json, LaneState::Done));
        QCOMPARE(view.plainText(),
                 u"{\n    \"a\": [\n        1,\n        2\n    ],\n    \"b\": \"*x*\"\n}"_s);
        view.showAnswer(answer(u"{\"no json *after* all"_s, LaneState::Done));
        QCOMPARE(view.plainText(), u"{\"no json after all"_s);
    }

    void aScreenReaderReadsIt()
    {
        AnswerView view;
        view.resize(300, 300);
        view.show();
        view.showAnswer(answer(u"# Head\n\n- item\n\nlast"_s, LaneState::Done));
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(face);
        QAccessibleTextInterface *text = face->textInterface();
        QVERIFY(text);
        QCOMPARE(text->text(0, text->characterCount()), u"Head\n\n- item\n\nlast"_s);
        QCOMPARE(face->childCount(), 3);
        QCOMPARE(face->child(0)->role(), QAccessible::Heading);
        QCOMPARE(face->child(1)->text(QAccessible::Name), u"- item"_s);
        QCOMPARE(face->child(1)->text(QAccessible::Description), u"list item"_s);
        text->addSelection(8, 12);
        QCOMPARE(view.selectedText(), u"item"_s);
        int from = 0;
        int to = 0;
        QVERIFY(text->attributes(1, &from, &to).contains(u"level:1"_s));
        QCOMPARE(to, 4);
        QVERIFY(text->characterRect(15).isValid());
    }

    void nothingOutsideIsFetchedOrOpened_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("a link") << u"[pixel](https://example.org/p)"_s;
        QTest::newRow("a script") << u"[x](javascript:alert(1))"_s;
        QTest::newRow("a file") << u"[x](file:///etc/passwd)"_s;
    }
    void nothingOutsideIsFetchedOrOpened()
    {
        QFETCH(QString, text);
        AnswerView view;
        view.resize(300, 100);
        view.show();
        view.showAnswer(answer(text, LaneState::Done));
        OpenedLinks opened;
        for (const char *scheme : {"https", "file", "javascript"})
            QDesktopServices::setUrlHandler(QString::fromLatin1(scheme), &opened, "take");
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(opened.urls.isEmpty());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.rectOf({1, 0, 0}, 1).center());
        QCOMPARE(opened.urls.size(), text.contains(u"https"_s) ? 1 : 0); // only after a click
        for (const char *scheme : {"https", "file", "javascript"})
            QDesktopServices::unsetUrlHandler(QString::fromLatin1(scheme));
    }

    void aPictureElsewhereIsShownInItsPlaceAfterAClick()
    {
        AnswerView view;
        view.resize(300, 300);
        view.show();
        view.showAnswer(answer(u"one\n\n![a pixel](https://example.org/p.png)\n\ntwo"_s, LaneState::Done));
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy asked(&view, &AnswerView::pictureAsked);
        const QUrl url(u"https://example.org/p.png"_s);
        const qreal before = view.rectOf({1, 2, 0}, 1).top();
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.rectOf({1, 1, 0}, 1).center());
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked[0][0].toUrl(), url);
        QImage picture(120, 90, QImage::Format_RGB32);
        picture.fill(Qt::red);
        view.showPicture(url, picture);
        QVERIFY(view.rectOf({1, 2, 0}, 1).top() > before + 50); // it has its room
        OpenedLinks opened;
        QDesktopServices::setUrlHandler(u"https"_s, &opened, "take");
        const QPoint inside(30, int(before) + 20);
        QCOMPARE(view.viewport()->grab().toImage().pixelColor(inside), QColor(Qt::red));
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, inside);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(opened.urls.size(), 1); // from now on it is a link
        QDesktopServices::unsetUrlHandler(u"https"_s);
    }

    /// The lines that readers met, and what they must see of each, which is also what is copied.
    void whatIsSeenIsWhatIsCopied_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("seen");
        QTest::newRow("1 a range in Chinese")
            << u"需要5~10分钟，共重复3~5次。"_s << u"需要5~10分钟，共重复3~5次。"_s;
        QTest::newRow("2 ranges") << u"sizes 5~10 cm and 20~30 cm"_s << u"sizes 5~10 cm and 20~30 cm"_s;
        QTest::newRow("3 bold in quotes")
            << u"他把这叫作**“慢思考”**的方法。"_s << u"他把这叫作“慢思考”的方法。"_s;
        QTest::newRow("4 a bold sentence")
            << u"**注意：不要关机。**然后等待。"_s << u"注意：不要关机。然后等待。"_s;
        QTest::newRow("5 shell variables")
            << u"set PATH to $HOME/bin:$PATH now"_s << u"set PATH to $HOME/bin:$PATH now"_s;
        QTest::newRow("6 tickers") << u"compare $AAPL/$MSFT and $BTC-$ETH"_s
                                   << u"compare $AAPL/$MSFT and $BTC-$ETH"_s;
        QTest::newRow("7 dollars in an address")
            << u"see https://example.com/x?a=$a&y=$b end"_s << u"see https://example.com/x?a=$a&y=$b end"_s;
        QTest::newRow("8 math") << u"Real math: $E=mc^2$ and \\(a^2+b^2\\)"_s
                                << u"Real math: E=mc² and a²+b²"_s;
        QTest::newRow("9 escaped brackets") << u"\\\\[x\\\\]"_s << u"\\[x\\]"_s;
        QTest::newRow("10 halves") << u"$\\frac{1}{2}x$ beside $\\frac{1}{2x}$"_s
                                   << u"(1/2)x beside 1/(2x)"_s;
        QTest::newRow("11 quotients")
            << u"$\\frac{a}{b}c$ beside $\\frac{a}{bc}$"_s << u"(a/b)c beside a/(bc)"_s;
        QTest::newRow("12 roots") << u"$\\sqrt{x}y$ beside $\\sqrt{xy}$"_s << u"√x y beside √(xy)"_s;
        QTest::newRow("19 breaks in a cell")
            << u"| a |\n|---|\n| Open<br>Close<br/>Again |"_s << u"a\nOpen\nClose\nAgain"_s;
        QTest::newRow("20 tags")
            << u"H<sub>2</sub>O, x<sup>2</sup>, press <kbd>Ctrl</kbd>, <u>u</u>, <mark>m</mark>, <b>b</b>"_s
            << u"H2O, x2, press Ctrl, u, m, <b>b</b>"_s;
        QTest::newRow("21 Arabic with code")
            << u"افتح الملف `/etc/hosts` ثم"_s << u"افتح الملف /etc/hosts ثم"_s;
        QTest::newRow("24 a footnote") << u"a[^smith-and-jones-2024]\n\n[^smith-and-jones-2024]: b"_s
                                       << u"asmith-and-jones-2024\n\nsmith-and-jones-2024. b"_s;
        QTest::newRow("25 a haiku")
            << u"An old silent pond\nA frog jumps into the pond\nSplash! Silence again."_s
            << u"An old silent pond\nA frog jumps into the pond\nSplash! Silence again."_s;
        QTest::newRow("26 a picture behind words")
            << u"See ![a plot](%1) here"_s.arg(data(png(Qt::red))) << u"See a plot here"_s;
        QTest::newRow("surplus cells")
            << u"| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |"_s << u"a\tb\n1\t2\t3\t4"_s;
    }
    void whatIsSeenIsWhatIsCopied()
    {
        QFETCH(QString, text);
        QFETCH(QString, seen);
        for (const int step : {1, 3, 11, 100'000}) {
            AnswerView view;
            view.resize(500, 300);
            for (qsizetype at = 0; at < text.size() && step > 1; at += step)
                view.showAnswer(answer(text.first(at), LaneState::Streaming));
            view.showAnswer(answer(text, LaneState::Done));
            QCOMPARE(view.plainText(), seen);
            view.selectAll();
            QCOMPARE(view.selectedText(), seen);
            QCOMPARE(view.selectedMarkdown(), text);
        }
    }

    void aLineEndCanBeASpace()
    {
        AnswerView view;
        view.resize(500, 300);
        const QString haiku = u"An old *silent\npond* and\na frog"_s;
        view.showAnswer(answer(haiku, LaneState::Done));
        view.show();
        QCOMPARE(view.plainText(), u"An old silent\npond and\na frog"_s);
        QCOMPARE(view.setFind(u"silent pond"_s), 1); // over the line end
        const int lines = view.rectOf({1, 0, 30}, 0).top() - view.rectOf({1, 0, 0}, 0).top();
        QVERIFY(lines > 30);
        view.select({1, 0, 3}, {1, 0, 20});
        QCOMPARE(view.selectedMarkdown(), u"old *silent*\n*pond* a"_s);
        view.setKeepLineEnds(false);
        QCOMPARE(view.plainText(), u"An old silent pond and a frog"_s);
        QCOMPARE(view.findCount(), 1);
        QCOMPARE(view.rectOf({1, 0, 28}, 0).top(), view.rectOf({1, 0, 0}, 0).top());
    }

    void linksLeadWhereTheyRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("links");
        const auto row = [](const char *name, const QString &text, const QStringList &links) {
            QTest::newRow(name) << text << links;
        };
        row("13 a full-width bracket", u"请看 https://example.com/docs（中文说明）了解更多"_s,
            {u"https://example.com/docs"_s});
        row("14 a Chinese full stop", u"见 https://example.com/a。"_s, {u"https://example.com/a"_s});
        row("15 this machine", u"http://localhost:3000 ok and http://127.0.0.1:8080/v1/models ok"_s,
            {u"http://localhost:3000"_s, u"http://127.0.0.1:8080/v1/models"_s});
        row("16 brackets", u"https://example.com/wiki/Foo_(bar) ok"_s,
            {u"https://example.com/wiki/Foo_(bar)"_s});
        row("16 a home folder, an escape", u"https://example.com/~user, https://example.com/a%20b"_s,
            {u"https://example.com/~user"_s, u"https://example.com/a%20b"_s});
        row("17 quotes", u"\"https://example.com/q\" and URL:https://example.com/r"_s,
            {u"https://example.com/q"_s, u"https://example.com/r"_s});
        row("7 dollars", u"see https://example.com/x?a=$a&y=$b end"_s,
            {u"https://example.com/x?a=$a&y=$b"_s});
        row("in a cell", u"| a |\n|---|\n| https://example.com/c |"_s, {u"https://example.com/c"_s});
    }
    void linksLeadWhereTheyRead()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, links);
        AnswerView view;
        view.resize(900, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        for (qsizetype at = 0; at < text.size(); at += 5)
            view.showAnswer(answer(text.first(at), LaneState::Streaming));
        view.showAnswer(answer(text, LaneState::Done));
        OpenedLinks opened;
        for (const char *scheme : {"http", "https"})
            QDesktopServices::setUrlHandler(QString::fromLatin1(scheme), &opened, "take");
        const int block = text.startsWith(u'|') ? 1 : 0;
        const QString seen = view.entries()[size_t(block)].text;
        for (const QString &link : links) {
            const int at = int(seen.indexOf(link));
            QVERIFY(at >= 0);
            for (const int position : {at, at + int(link.size()) - 1}) { // its first and its last character
                const QPoint point = view.rectOf({1, block, position}, 1).center();
                hover(view, {1, 1}); // no tip is left over from what was there before
                QCOMPARE(view.viewport()->toolTip(), QString());
                hover(view, point);
                QCOMPARE(view.viewport()->toolTip(), link);
                QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, point);
                QCOMPARE(opened.urls.size(), 1);
                QCOMPARE(opened.urls.takeFirst(), QUrl(link));
            }
        }
        // Beside them nothing opens.
        for (int position = 0; position < seen.size(); ++position) {
            if (std::ranges::any_of(links, [&](const QString &link) {
                    return position >= seen.indexOf(link) && position < seen.indexOf(link) + link.size();
                }))
                continue;
            QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                              view.rectOf({1, block, position}, 1).center());
            QVERIFY2(opened.urls.isEmpty(), qPrintable(QString::number(position)));
        }
        for (const char *scheme : {"http", "https"})
            QDesktopServices::unsetUrlHandler(QString::fromLatin1(scheme));
    }

    void aTipShowsTheAddressAsItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("tip");
        QTest::newRow("18 a bare address")
            << u"https://example.com/x?a=1&b=2#frag"_s << u"https://example.com/x?a=1&b=2#frag"_s;
        QTest::newRow("an entity in a link")
            << u"[x](https://example.com/?a=1&amp;b=2)"_s << u"https://example.com/?a=1&b=2"_s;
        QTest::newRow("what is not opened")
            << u"[x](javascript:a&b)"_s << u"javascript:a&b\nThis kind of address is not opened."_s;
        QTest::newRow("what turns letters around")
            << u"[x](https://example.com/\u202Egpj.exe)"_s << u"https://example.com/%E2%80%AEgpj.exe"_s;
        QTest::newRow("a long one") << u"[x](https://example.com/%1/end)"_s.arg(QString(5000, u'a'))
                                    << u"https://example.com/%1…%2/end"_s.arg(QString(220, u'a'),
                                                                              QString(56, u'a'));
        QTest::newRow("a long title") << u"[x](https://example.com/ \"%1\")"_s.arg(u"word "_s.repeated(1000))
                                      << u"https://example.com/"_s;
    }
    void aTipShowsTheAddressAsItIs()
    {
        QFETCH(QString, text);
        QFETCH(QString, tip);
        AnswerView view;
        view.resize(500, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.showAnswer(answer(text, LaneState::Done));
        hover(view, view.rectOf({1, 0, 0}, 1).center());
        QCOMPARE(view.viewport()->toolTip(), tip);
    }

    void codeKeepsItsOrderInTextFromTheRight_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("21 a path in Arabic") << u"افتح الملف `/etc/hosts` ثم"_s << u"/etc/hosts"_s;
        QTest::newRow("22 a call in Hebrew") << u"הפונקציה `foo()` מחזירה"_s << u"foo()"_s;
        QTest::newRow("code at the beginning") << u"`-v` خيار مفيد"_s << u"-v"_s;
        QTest::newRow("code at the end") << u"استخدم `--all=1,`"_s << u"--all=1,"_s;
        QTest::newRow("an address") << u"انظر https://example.com/a/ هنا"_s << u"https://example.com/a/"_s;
        QTest::newRow("in an item") << u"- פריט `a[0]!` כאן"_s << u"a[0]!"_s;
    }
    void codeKeepsItsOrderInTextFromTheRight()
    {
        QFETCH(QString, text);
        QFETCH(QString, code);
        AnswerView view;
        view.resize(600, 200);
        view.show();
        view.showAnswer(answer(text, LaneState::Done));
        const int at = int(view.entries()[0].text.indexOf(code));
        QVERIFY(at >= 0);
        int last = -1;
        for (int i = 0; i < int(code.size()); ++i) { // from left to right, one behind the other
            const int x = view.rectOf({1, 0, at + i}, 1).center().x();
            QVERIFY2(x > last, qPrintable(u"%1 at %2 behind %3"_s.arg(code[i]).arg(x).arg(last)));
            last = x;
        }
        QVERIFY(view.rectOf({1, 0, 0}, 1).right() > 300); // and the sentence begins at the right
        // Selecting with the mouse takes what is seen.
        const QRect first = view.rectOf({1, 0, at}, 1);
        const QRect end = view.rectOf({1, 0, at + int(code.size()) - 1}, 1);
        QTest::mousePress(view.viewport(), Qt::LeftButton, {}, QPoint(first.left() + 1, first.center().y()));
        QTest::mouseMove(view.viewport(), QPoint(end.center().x() + 1, end.center().y()));
        QTest::mouseRelease(view.viewport(), Qt::LeftButton, {},
                            QPoint(end.center().x() + 1, end.center().y()));
        QVERIFY2(code.startsWith(view.selectedText()) && view.selectedText().size() + 1 >= code.size(),
                 qPrintable(view.selectedText()));
    }

    void aTableReadsAsItsWordsDo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("23 Arabic") << u"| الاسم | العدد |\n|---|---|\n| أحمد | 3 |"_s << true;
        QTest::newRow("Hebrew with a Latin name")
            << u"| API | תיאור |\n|---|---|\n| `foo()` | פונקציה |"_s << true;
        QTest::newRow("no words in the head") << u"| # | 1 |\n|---|---|\n| ا | ب |"_s << true;
        QTest::newRow("English") << u"| name | اسم | count |\n|---|---|---|\n| x | س | 3 |"_s << false;
        QTest::newRow("figures alone") << u"| 1 | 2 |\n|---|---|\n| 3 | 4 |"_s << false;
    }
    void aTableReadsAsItsWordsDo()
    {
        QFETCH(QString, text);
        QFETCH(bool, mirrored);
        for (const int width : {500, 130}) { // and where it must be moved sideways
            AnswerView view;
            view.resize(width, 300);
            view.show();
            view.showAnswer(answer(text, LaneState::Done));
            for (int row = 0; row < 2; ++row) {
                const int second = int(view.entries()[size_t(row)].text.indexOf(u'\t')) + 1;
                const int first = view.rectOf({1, row, 0}, 1).center().x();
                QCOMPARE(first > view.rectOf({1, row, second}, 1).center().x(), mirrored);
                QVERIFY2(first > 0 && first < width,
                         qPrintable(QString::number(first))); // its beginning is seen
            }
        }
    }

    void aFootnotesLabelIsNotCut()
    {
        for (const QString &label : {u"1"_s, u"smith-and-jones-2024"_s, u"x"_s.repeated(150)}) {
            AnswerView view;
            view.resize(400, 300);
            view.show();
            view.showAnswer(answer(u"[^%1]: Here it is."_s.arg(label), LaneState::Done));
            QCOMPARE(view.plainText(), label + u". Here it is."_s);
            const QRect text = view.rectOf({1, 0, 0}, 1);
            const QImage image = view.viewport()->grab().toImage();
            const QRgb ground = image.pixel(1, 1);
            int left = image.width(), ink = 0;
            for (int y = 0; y < text.bottom(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (image.pixel(x, y) == ground || (x >= text.left() - 1 && y >= text.top()))
                        continue;
                    left = qMin(left, x);
                    ++ink;
                }
            }
            QVERIFY2(left >= 12, qPrintable(QString::number(left))); // nothing is beyond the text's own edge
            QVERIFY2(ink > label.size() * 8, qPrintable(QString::number(ink)));
        }
    }

    void picturesStandWhereTheTextHasThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("red");
        QTest::addColumn<int>("blue");
        const QString red = data(png(Qt::red)); // 40 x 30
        const QString blue = data(png(Qt::blue));
        QTest::newRow("behind words") << u"words, then ![x](%1)"_s.arg(red) << 1 << 0;
        QTest::newRow("between words") << u"words ![x](%1) and ![y](%2) more"_s.arg(red, blue) << 1 << 1;
        QTest::newRow("two in a row") << u"![x](%1) ![y](%2)"_s.arg(red, blue) << 1 << 1;
        QTest::newRow("without anything between") << u"![x](%1)![y](%2)"_s.arg(red, blue) << 1 << 1;
        QTest::newRow("on two lines") << u"![x](%1)\n![y](%2)"_s.arg(red, blue) << 1 << 1;
        QTest::newRow("in a list") << u"- a ![x](%1)\n- ![y](%2)"_s.arg(red, blue) << 1 << 1;
        QTest::newRow("in a table") << u"| a | b |\n|---|---|\n| ![x](%1) | c ![y](%2) |"_s.arg(red, blue)
                                    << 1 << 1;
        QTest::newRow("in a quote") << u"> ![x](%1) said"_s.arg(red) << 1 << 0;
        QTest::newRow("in a heading") << u"## Here ![x](%1)"_s.arg(red) << 1 << 0;
        QTest::newRow("by reference") << u"One ![x][p] two ![p]\n\n[p]: %1"_s.arg(red) << 2 << 0;
        QTest::newRow("with formatted words") << u"![a *b* c](%1)"_s.arg(red) << 1 << 0;
        QTest::newRow("bold, with a title") << u"**![x](%1 \"title\")**"_s.arg(red) << 1 << 0;
        QTest::newRow("that claims another type")
            << u"![x](%1)"_s.arg(data(png(Qt::red), "image/svg+xml")) << 1 << 0;
        QTest::newRow("that claims no type") << u"![x](%1)"_s.arg(data(png(Qt::red), "")) << 1 << 0;
        QTest::newRow("a tiny GIF") << u"a ![x](%1)"_s.arg(data(tinyGif())) << 0 << 0;
        QTest::newRow("SVG, whatever it claims") << u"![x](%1)"_s.arg(data(svg(), "image/png")) << 0 << 0;
        QTest::newRow("in code") << u"`![x](%1)`"_s.arg(red) << 0 << 0;
    }
    void picturesStandWhereTheTextHasThem()
    {
        QFETCH(QString, text);
        QFETCH(int, red);
        QFETCH(int, blue);
        for (const int step : {7, 100'000}) {
            AnswerView view;
            view.resize(400, 500);
            view.show();
            for (qsizetype at = step; at < text.size(); at += step) {
                view.showAnswer(answer(text.first(at), LaneState::Streaming));
                if (text.at(at - 1) != u')') // never the data, also while they come
                    QVERIFY2(view.plainText().size() < 320, qPrintable(view.plainText()));
            }
            view.showAnswer(answer(text, LaneState::Done));
            QTRY_COMPARE(pixels(view, Qt::red), red * 40 * 30);
            QCOMPARE(pixels(view, Qt::blue), blue * 40 * 30);
            view.resize(300, 500);
            QTRY_COMPARE(pixels(view, Qt::red), red * 40 * 30);
        }
    }

    void aPictureLargerThanItsColumnIsScaledDown()
    {
        QImage wide(800, 20, QImage::Format_RGB32);
        wide.fill(Qt::red);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        QVERIFY(buffer.open(QIODevice::WriteOnly) && wide.save(&buffer, "PNG"));
        AnswerView view;
        view.resize(300, 200);
        view.show();
        view.showAnswer(answer(u"Words ![x](%1) more"_s.arg(data(bytes)), LaneState::Done));
        QTRY_VERIFY(pixels(view, Qt::red) > 500);
        QVERIFY(view.rectOf({1, 0, 6}, 1).right() < 300);
    }

    void picturesThatAreNoneAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QSize>("size");
        QTest::newRow("PNG") << png(Qt::red) << QSize(40, 30);
        QTest::newRow("GIF") << tinyGif() << QSize(1, 1);
        QTest::newRow("SVG") << svg() << QSize();
        QTest::newRow("nothing") << QByteArray() << QSize();
        QTest::newRow("a broken PNG") << png(Qt::red).first(40) << QSize();
        QTest::newRow("only the mark of a PNG") << png(Qt::red).first(8) << QSize();
        QTest::newRow("BMP") << picture(Qt::red, "BMP") << QSize();
        QTest::newRow("XPM") << picture(Qt::red, "XPM") << QSize();
        QTest::newRow("a PNG that claims to be vast") << vastPng() << QSize();
        QTest::newRow("a PNG of 5000 px") << picture(Qt::red, "PNG", {5000, 10}) << QSize(2048, 4);
    }
    void picturesThatAreNoneAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QSize, size);
        const QImage image = pictureFromBytes(bytes);
        QCOMPARE(image.isNull() ? QSize() : image.size(), size);
    }

    /// Everything the list of field cases has, drawn; CROSSROADS_PICTURES names a folder for looking at it.
    void picturesAreTaken_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("width");
        for (const bool dark : {false, true}) {
            for (const int width : {320, 640, 1400})
                QTest::addRow("%s, %d px wide", dark ? "dark" : "light", width) << dark << width;
        }
    }
    void picturesAreTaken()
    {
        QFETCH(bool, dark);
        QFETCH(int, width);
        const QString folder = qEnvironmentVariable("CROSSROADS_PICTURES");
        if (!folder.isEmpty())
            QDir().mkpath(folder);
        const QString page =
            u"# Retry with full jitter\n\nA retry helps only when the failure is **transient**. This helper "
            u"doubles a ceiling after "
            "each try and sleeps a *random* time under it, so that clients do ~~not~~ come back in step. See "
            "[the paper](https://example.org/paper), `requests.Session` and https://example.com/a_b.[^1]\n\n"
            "```python\nfrom random import uniform\nfrom time import sleep\n\nRETRY = {408, 429, 500, 502, "
            "503}\n\n"
            "def fetch(send, tries=5, base=0.5):\n    \"\"\"Full jitter.\"\"\"\n    for n in range(tries):\n "
            "       r = send()  # a comment that is long enough to need scrolling in a narrow pane, surely\n"
            "        if r.status not in RETRY:\n            return r\n    raise TimeoutError(\"gave "
            "up\")\n```\n\n## When not to retry\n\n"
            "| Status | Meaning | Retry? |\n|---|:-:|--:|\n| 400 | Bad request | No, fix it first |\n| 401 | "
            "Key **refused** | No |\n"
            "| 429 | Too many `requests` | Yes, after Retry-After |\n\n1. First\n2. Second with more words "
            "than fit on one line of a narrow pane\n"
            "   - nested\n   - deeper\n     - still deeper\n3. Third\n\n- [ ] to do\n- [x] done\n\n> A quote "
            "with *style*\n> over two lines\n>\n> > and a nested one\n\n"
            "Inline math $E = mc^2$, $\\frac{a}{b} \\leq \\sqrt{x^2 + y_1}$ and a price of "
            "$5.\n\n$$\n\\sum_{i=1}^{n} x_i = \\alpha \\cdot \\beta\n$$\n\n"
            "$$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$\n\n---\n\n<details>\n<summary>raw "
            "HTML</summary>\n</details>\n\n"
            "```\nno language here\nand no colour\n```\n\n[^1]: Exponential Backoff And Jitter.\n"_s;
        // clang-format off: it measures emoji in two ways and breaks these lines again each time
        const QString foreign =
            u"# 中文标题与混排 English\n\n这是一个很长的中文段落，没有空格，需要在任意字符之间换行。它包含 "
            u"`code`、**粗体**和[链接](https://example.cn)。第二句话继续写下去，直到超过一行为止。\n\n"
            "日本語の段落です。かなと漢字が混ざっています。\n\n- 列表项一\n- 列表项二\n\nשלום עולם, זהו טקסט "
            "בעברית עם English באמצע ו-`code`.\n\n"
            "- פריט ראשון\n- פריט שני\n\n> ציטוט בעברית\n\nهذا نص عربي طويل بما يكفي ليملأ أكثر من سطر واحد "
            "في لوحة ضيقة من التطبيق، مع رقم 123 وكلمة English.\n\n"
            "1. أولا\n2. ثانيا\n\nCombining: é ñ Z͑͗a̴l̶g̷o, emoji 👩‍👩‍👧 🇩🇪 "
            "✅, "
            "Devanagari "
            "नमस्ते "
            "दुनिया, "
            "Thai สวัสดีชาวโลก.\n\n"
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"_s +
            QString(150, u'x') + u"\n\n| 列 | 值 |\n|---|---|\n| 数据 | 一百二十三 |\n"_s;
        // clang-format on
        const QString broken =
            u"**never closed and `code never closed\n\n| a | b\n|---|\n| x |\n\n[link](broken and ![image](\n\n```python\ndef f(:\n  never closed fence\n\n**not bold in code**\n"_s;
        const QPalette before = QApplication::palette();
        const auto restore = qScopeGuard([before] { QApplication::setPalette(before); });
        QPalette p;
        const auto set = [&](QPalette::ColorRole role, QRgb light, QRgb night) {
            p.setColor(role, QColor(dark ? night : light));
        };
        set(QPalette::Window, 0xEFF0F1, 0x202326);
        set(QPalette::WindowText, 0x232629, 0xFCFCFC);
        set(QPalette::Base, 0xFFFFFF, 0x141618);
        set(QPalette::AlternateBase, 0xF7F7F7, 0x1D1F22);
        set(QPalette::Text, 0x232629, 0xFCFCFC);
        set(QPalette::Highlight, 0x3DAEE9, 0x3DAEE9);
        set(QPalette::HighlightedText, 0xFFFFFF, 0xFCFCFC);
        set(QPalette::Accent, 0x3DAEE9, 0x3DAEE9);
        QApplication::setPalette(p);
        for (const auto &[name, text] :
             {std::pair(u"page"_s, page), std::pair(u"foreign"_s, foreign), std::pair(u"broken"_s, broken),
              std::pair(u"field"_s, fieldCases())}) {
            AnswerView view;
            view.setFont(QFont(u"Noto Sans"_s, 10));
            view.resize(width, name == "broken"_L1 ? 420 : width < 400 ? 1900 : 1500);
            view.show();
            Answer a = answer(text, name == "broken"_L1 ? LaneState::Streaming : LaneState::Done);
            a.reasoning = name == "page"_L1
                              ? u"The person wants *code* and a table.\n\nFull or equal jitter?"_s
                              : QString();
            a.reasoningMs = 1200;
            if (name == "page"_L1) {
                a.citations = {{u"https://example.org/a"_s, u"An article on jitter"_s},
                               {u"https://example.com/b"_s, u""_s}};
                a.toolCalls = {{0, u"1"_s, u"get_weather"_s, u"{\"city\":\"Kyoto\",\"days\":[1,2]}"_s}};
            }
            view.showAnswer(a);
            if (name == "page"_L1)
                view.setFind(u"retry"_s);
            QVERIFY(QTest::qWaitForWindowExposed(&view));
            if (!folder.isEmpty())
                QTest::qWait(300); // for the colours of code: the picture is for people
            const QImage taken = view.grab().toImage();
            if (!folder.isEmpty())
                QVERIFY(taken.save(
                    u"%1/%2-%3-%4.png"_s.arg(folder, name).arg(width).arg(dark ? u"dark"_s : u"light"_s)));
            checkDrawn(view, taken);
        }
    }
};

QTEST_MAIN(TestAnswerView)
#include "tst_answerview.moc"
