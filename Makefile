# Everything a person types, here and in CI. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
READY := .venv/ready
UP_OPTIONS ?=
LOCKED := $(BIN)/python -m uv export --quiet --frozen --no-dev --no-emit-project
SEED ?= 1
MINUTES ?= 3
CLUSTER ?=
PEOPLE ?= 200000
MODULES ?=

# A start of the system is dozens of processes, a run of the tests hundreds: they compile once, not each for itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help up down test long mutation chaos soak drill storm cluster check lint lint-types lint-rules format migrate bench audit sbom release codes docs screenshots clean-data

help: ## 列出所有命令
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

up: $(READY) ## 安装并启动整个系统（Ctrl-C 停止）；选项：make up UP_OPTIONS="--port 8100"
	@exec $(BIN)/zhicheng up $(UP_OPTIONS)

down: $(READY) ## 停止在后台运行的系统
	@$(BIN)/zhicheng down

test: $(READY) ## 准备测试所需的一切（含浏览器与中文字体），检查并运行全部测试
	@stack/setup/test.sh

long: $(READY) ## 长时间的测试：审核流程的状态机一万步以上；一万人导入、两千人分享中反复强行终止进程；消息队列五分钟不可用；半小时的故障；半小时的平常使用；每条告警一次
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest tests/review/test_state_machine.py
	@$(BIN)/pytest -m long --capture=no
	@$(MAKE) mutation
	@$(BIN)/python -m tests.performance.outages 300
	@$(MAKE) chaos MINUTES=30
	@$(MAKE) soak MINUTES=30
	@$(MAKE) drill

mutation: $(READY) ## 逐一改动谁能做什么的规则和状态的流转，看测试是否察觉；打印得分和未被察觉的改动（两个核约十分钟）：make mutation MODULES=shared/policy.py
	@$(BIN)/python -m tests.mutation $(MODULES)

chaos: $(READY) ## 在整个系统有人使用时随机制造故障，再核对人们得到的答复：make chaos SEED=1 MINUTES=3
	@$(BIN)/python -m tests.chaos --seed $(SEED) --minutes $(MINUTES)

soak: $(READY) ## 半小时平常使用、每分钟一次故障，核对答复，并看内存和消息队列是否增长：make soak MINUTES=30
	@$(BIN)/python -m tests.chaos --seed $(SEED) --minutes $(MINUTES) --peace 60

cluster: $(READY) ## 在本机按生产设置启动多主机部署（每台主机各有网络），真实使用并逐一失去各部分，打印恢复时间（需要 root）：make cluster CLUSTER="--only postgres"
	@stack/setup/debian.sh nginx usr/sbin/nginx
	@CHROMIUM="$$(stack/setup/browser.sh | tail -n 1)" $(BIN)/python -m tests.cluster $(CLUSTER)

drill: $(READY) ## 在运行的系统中逐一引发每条告警，按其说明处理，直到告警解除（用 Prometheus 和随产品发布的规则）：约十五分钟
	@stack/setup/debian.sh prometheus usr/bin/prometheus usr/bin/promtool
	@.venv/share/prometheus/promtool test rules deploy/prometheus/alerts_test.yml
	@$(BIN)/python -m tests.chaos.drill --seed $(SEED)

storm: $(READY) ## 截止前的最后时刻：两千人的系统，使用的人逐步增加到本机所能的数倍（登录、填写、上传、提交、连按、刷新），打印请求数与完成数、提交所用时间、丢失、误判逾期和恢复时间，并与容量模型的预测对照：不超过八分钟
	@$(BIN)/python -m tests.storm

check: $(READY) lint ## 静态检查与架构测试
	@$(BIN)/pytest tests/architecture

lint: lint-types lint-rules ## 格式、规则、类型、服务边界、依赖、页面模板

lint-types: $(READY)
	@$(BIN)/mypy

lint-rules: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/deptry .
	@$(BIN)/djlint --lint --quiet web sandbox

format: $(READY) ## 整理代码格式
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migrate: $(READY) ## 升级正在运行的系统的四个数据库
	@$(BIN)/zhicheng migrate

bench: $(READY) ## 测量各项操作的处理器用量、速度与下限之比和服务间消息的时延；一万人导入的时间、在许多人中查找的时间、通知公告随人数增长的时间（二十万人；make bench PEOPLE=2000000 用二百万人，时间长得多）、消息队列恢复后消息到达的时间、它停滞时保存的时间、登录被拒的时间是否透露账号存在；make bench SCALE="10000 200000 2000000" 测量各项操作随人数的增长
ifdef SCALE
	@$(BIN)/python -m tests.performance.growth --people $(SCALE)
else
	@$(BIN)/python -m tests.performance.bench
	@$(BIN)/python -m tests.performance.import_people
	@PEOPLE=$(PEOPLE) $(BIN)/python -m tests.performance.people_search
	@PEOPLE=$(PEOPLE) $(BIN)/python -m tests.performance.notices
	@$(BIN)/python -m tests.performance.outages 1 30
	@$(BIN)/python -m tests.performance.frozen_broker
	@$(BIN)/python -m tests.performance.sign_in_timing
endif

audit: $(READY) ## 查询所用软件包的已知漏洞（需要访问 pypi.org）
	@mkdir -p build && $(LOCKED) --format requirements.txt --output-file build/requirements.txt
	@$(BIN)/python -m uv tool run pip-audit==2.10.1 --strict --disable-pip --require-hashes --requirement build/requirements.txt

sbom: $(READY) ## 列出随系统交付的全部软件包：build/sbom.json（CycloneDX）
	@mkdir -p build && $(LOCKED) --format cyclonedx1.5 --output-file build/sbom.json

release: $(READY) ## 由最近一次提交制作发布文件 dist/：安装包、镜像的构建内容、软件包清单与许可、发布说明、校验和
	@$(BIN)/python deploy/make_release.py

codes: $(READY) ## 由数据包重新生成行政区划、国家和语种代码表，以及各代码表的拼音索引
	@$(BIN)/python -m shared.catalogue.codes.making.divisions
	@$(BIN)/python -m shared.catalogue.codes.making.countries
	@$(BIN)/python -m shared.catalogue.codes.making.pinyin
	@$(BIN)/python -m web.divisions

docs: $(READY) ## 重新生成各服务的 openapi.json 和共享平台的资料格式
	@for service in auth profile review notices; do \
		$(BIN)/flask --app "services.$$service.app:create_app()" openapi write "services/$$service/openapi.json" || exit 1; \
	done
	@cp docs/partner/person.schema.json services/profile/person.schema.json

screenshots: $(READY) ## 重新截取操作指南中的图片（自带演示数据的系统和浏览器）
	@CHROMIUM="$$(stack/setup/browser.sh | tail -n 1)" $(BIN)/python -m tests.screenshots

clean-data: ## 删除 var/ 中的全部数据（先询问）
	@stack/setup/clean_data.sh

$(READY): uv.lock pyproject.toml
	@stack/setup/environment.sh
	@touch $@
