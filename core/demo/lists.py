"""Invented organisations and teams, and what teams do."""
from __future__ import annotations

# name, kind, builds the community together with it
UNITS = (
    ("青竹实验小学", "school", True), ("第九初级中学", "school", True), ("竹韵幼儿园", "school", True),
    ("社区卫生服务中心", "hospital", True), ("康宁口腔医院", "hospital", False), ("惠民中医院", "hospital", True),
    ("档案服务中心", "government", True), ("水文勘测队", "government", True), ("气象观测站", "government", False),
    ("邮政支局", "company", True), ("供水营业所", "company", True), ("供电服务站", "company", True),
    ("燃气服务部", "company", False), ("公交停保场", "company", True), ("邕城农商银行支行", "bank", True),
    ("民生储蓄支行", "bank", False), ("同心律师事务所", "association", True), ("心桥心理咨询中心", "association", True),
    ("夕阳红老年协会", "association", True), ("巧手家政公司", "company", True), ("万家超市", "company", True),
    ("绿洲环保公司", "company", True), ("新知书店", "company", True), ("桂花苑餐厅", "company", False),
    ("安泰物业公司", "company", True), ("启航培训学校", "school", False), ("星火科技公司", "company", True),
    ("青年志愿者协会", "association", True), ("书画研究会", "association", True), ("民族艺术团", "association", True),
    ("园林养护所", "government", True), ("环卫管理站", "government", True), ("消防救援站", "government", True),
    ("交通警务室", "government", True), ("图书馆分馆", "government", True), ("药品检验所", "government", False),
)  # fmt: skip

# name, purpose, fixed service items, posts by need
TEAMS = (
    ("扶贫帮困队", "帮助困难家庭渡过难关", ["走访慰问", "代办救助", "物资发放"], ["走访员", "联络员", "物资员"]),
    ("爱心助老队", "陪伴和照料高龄、空巢老人", ["上门陪聊", "代买代办", "节日团圆饭"], ["陪伴员", "代办员", "厨师"]),
    ("医疗义诊队", "把健康服务送到家门口", ["量血压测血糖", "用药咨询", "健康讲座"], ["医生", "护士", "导诊员"]),
    ("环保卫生队", "爱护我们共同的院子", ["楼道清洁", "垃圾分类指导", "绿化养护"], ["巡护员", "分类指导员"]),
    ("就业创业队", "帮邻居找到合适的工作", ["岗位推荐", "简历辅导", "技能培训"], ["职业指导员", "培训助教"]),
    ("文体艺术队", "让院子里有歌声有笑声", ["广场舞教学", "合唱排练", "书法展览"], ["领队", "教练", "器材员"]),
    ("课后辅导队", "放学以后有人陪孩子", ["作业辅导", "兴趣课堂", "安全接送"], ["辅导老师", "安全员"]),
    ("法律援助队", "用法律为邻居解难题", ["法律咨询", "文书代写", "纠纷调解"], ["律师", "调解员"]),
    ("便民维修队", "小毛病不出院就能修好", ["水电维修", "家电维修", "磨刀配锁"], ["水电工", "家电工", "工具员"]),
    ("平安巡逻队", "守好大家的门和路", ["夜间巡逻", "消防检查", "防诈宣传"], ["巡逻员", "宣传员"]),
    ("心理关怀队", "有心事，有人听", ["倾听热线", "上门疏导", "减压小组"], ["心理咨询师", "倾听员"]),
    ("民族团结队", "各族邻居像一家人", ["方言翻译", "节庆活动", "手工传承"], ["翻译员", "活动员"]),
)  # fmt: skip
